import { simOf } from './identifiers.ts';
import type { Defect, Row } from './people.ts';
import { moment } from './vocabulary.ts';
import { diceFor } from './dice.ts';
import { plant } from './defects.ts';
import { subscriberNo, type Scale } from './scale.ts';

/** Rows of one subscriber by table. */
export interface Network {
  rows: Record<string, Row[]>;
  defects: Defect[];
}

/** What a CRM can't hold, of one subscriber: SIM, credentials, buckets, usage, the element that serves it. */
export function networkRows(seed: number, scale: Scale, number: number): Network {
  const dice = diceFor(seed, 'network', number);
  const id = subscriberNo(number);
  const { iccid, imsi } = simOf(number);
  const usage = Array.from({ length: 3 }, (_, place): Row => ({
    usage_id: number * 10 + place,
    subscriber_no: id,
    kind: dice.pick(['voice', 'data', 'sms']),
    started_at: moment(dice, 2025, 2025),
    amount: dice.between(1, 5_000),
    unit: 'units',
    billed: place < 2,
  }));
  const validTo = '2026-12-31 23:59:59';
  const rows: Record<string, Row[]> = {
    sim_card: [{ iccid, subscriber_no: id, imsi }],
    aaa_record: [{ subscriber_no: id, imsi, ki: dice.hex(32), opc: dice.hex(32) }],
    ocs_bucket: [
      {
        bucket_id: `BKT-${number}-D`,
        subscriber_no: id,
        usage_type: 'data',
        remaining: dice.between(0, 50_000),
        unit: 'MB',
        valid_to: validTo,
      },
      {
        bucket_id: `BKT-${number}-V`,
        subscriber_no: id,
        usage_type: 'voice',
        remaining: dice.between(0, 900),
        unit: 'minutes',
        valid_to: validTo,
      },
    ],
    usage_record: usage,
    network_element:
      number % 50 === 0
        ? [{ element_id: `NE-${number}`, kind: dice.pick(['PGW', 'OLT', 'NAS']), site: 'Harbour', subscriber_no: id }]
        : [],
  };
  const defects: Defect[] = [];
  const planted: [table: string, object: 'ocs_buckets' | 'usage_records', keyed: string][] = [
    ['ocs_bucket', 'ocs_buckets', 'bucket_id'],
    ['usage_record', 'usage_records', 'usage_id'],
  ];
  for (const [table, object, keyed] of planted) {
    for (const [place, row] of (rows[table] ?? []).entries()) {
      const about = { seed, scale, number: number * 10 + place, id: String(row[keyed]), keyed };
      defects.push(...plant(object, row, about));
    }
  }
  return { rows, defects };
}

/** Policy rules in two vendors' syntax. */
export const policyRules: Row[] = Array.from({ length: 12 }, (_, place) => ({
  rule_name: `rule_${place + 1}`,
  vendor: place % 2 === 0 ? 'starent' : 'generic',
  precedence: 100 + place,
  definition:
    place % 2 === 0
      ? `ruledef rule_${place + 1}\n  ip any-match = TRUE\n#exit`
      : `permit out ip from any to assigned; qci 9; mbr ${place + 1} Mbps`,
}));
