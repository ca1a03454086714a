import { plantDefect } from './defects.ts';
import { planCode, subscriberNo } from './ids.ts';
import { identifiersOf } from './network-identifiers.ts';
import { randomFor, type Random } from './random.ts';
import type { Defect, Row } from './records.ts';
import { localTime } from './sample-values.ts';
import { numbersTo, type Scale } from './scale.ts';

export interface NetworkRows {
  /** Rows by table. */
  rows: Record<string, Row[]>;
  defects: Defect[];
}

/** The network data of one subscriber, which a CRM can't store: SIM, credentials, device, buckets, usage, network element. */
export function networkRows(seed: number, scale: Scale, number: number): NetworkRows {
  const random = randomFor(seed, 'network', number);
  const id = subscriberNo(number);
  const { imsi, iccid, eid, ki, opc, imei, mac, ip, apn, pin, puk, ...secrets } = identifiersOf(seed, number);
  const usage = Array.from({ length: 3 }, (_, place): Row => ({
    usage_id: number * 10 + place,
    subscriber_no: id,
    kind: random.pick(['voice', 'data', 'sms']),
    started_at: localTime(random, 2025, 2025),
    amount: random.between(1, 5_000),
    unit: 'units',
    billed: place < 2,
    // The newest usage of some subscribers is not rated, or goes on.
    rated: place < 2 || number % 20 !== 0,
    ended_at: place === 2 && number % 25 === 0 ? null : '2026-01-01 00:00:00',
  }));
  const validTo = '2026-12-31 23:59:59';
  const isMoney = number % 10 === 0;
  const rows: Record<string, Row[]> = {
    sim_card: [{ iccid, subscriber_no: id, imsi, eid, pin, puk }],
    device: [{ imei, subscriber_no: id, mac: mac.match(/../g)?.join(':') ?? '' }],
    aaa_record: [
      {
        ...{ subscriber_no: id, imsi, ki, opc, apn, static_ip: ip, algorithm: secrets.algorithm },
        ...{ k4_index: secrets.k4Index, sip_password: secrets.sipPassword, radius_secret: secrets.radiusSecret },
      },
    ],
    ocs_bucket: [
      {
        ...{
          bucket_id: `BKT-${number}-D`,
          subscriber_no: id,
          usage_type: 'data',
          remaining: random.between(0, 50_000),
        },
        ...{ unit: 'MB', currency: '', shared: number % 12 === 0, valid_to: validTo },
      },
      {
        ...{ bucket_id: `BKT-${number}-V`, subscriber_no: id, usage_type: isMoney ? 'monetary' : 'voice' },
        ...{ remaining: random.between(0, 900), unit: isMoney ? 'money' : 'minutes', currency: isMoney ? 'GBP' : '' },
        ...{ shared: false, valid_to: validTo },
      },
    ],
    usage_record: usage,
    network_element:
      number % 50 === 0
        ? [{ element_id: `NE-${number}`, kind: random.pick(['PGW', 'OLT', 'NAS']), site: 'Harbour', subscriber_no: id }]
        : [],
  };
  const defects: Defect[] = [];
  const tables: [table: string, object: 'ocs_buckets' | 'usage_records', keyField: string][] = [
    ['ocs_bucket', 'ocs_buckets', 'bucket_id'],
    ['usage_record', 'usage_records', 'usage_id'],
  ];
  for (const [table, object, keyField] of tables) {
    for (const [place, row] of (rows[table] ?? []).entries()) {
      const context = { seed, scale, number: number * 10 + place, id: String(row[keyField]), keyField };
      defects.push(...plantDefect(object, row, context));
    }
  }
  for (const [place, row] of (rows['ocs_bucket'] ?? []).entries())
    defects.push(...fillBucket(row, randomFor(seed, 'bucket', number * 10 + place), number, defects));
  return { rows, defects };
}

/**
 * Completes a bucket: opening − used = remaining, whatever is left in it. In a few, the used amount is wrong, so that they do
 * not close.
 */
function fillBucket(row: Row, random: Random, number: number, defects: Defect[]): Defect[] {
  const used = random.between(0, 5_000);
  const id = String(row['bucket_id']);
  const isOpen = number % 83 === 7 && row['usage_type'] === 'data' && !defects.some((one) => one.id === id);
  Object.assign(row, { opening: Number(row['remaining']) + used, used: isOpen ? used + 5 : used });
  return isOpen ? [{ object: 'ocs_buckets', id, rule: 'open-bucket', field: 'used', expected: 'reported' }] : [];
}

const ruleCount = 12;

/** A definition in the syntax of one of two vendors. Some have what they match in one block, and what they do in another. */
function definitionOf(place: number): string {
  const name = `rule_${place + 1}`;
  if (place % 2 === 1) return `permit out ip from any to assigned; qci 9; mbr ${place + 1} Mbps`;
  if (place % 4 === 0) return `ruledef ${name}\n  ip any-match = TRUE\n#exit`;
  return `ruledef ${name}\n  tcp dst-port = 443\n#exit\ncharging-action of_${name}\n  content-id ${10 + place}\n  qos-class-identifier 8\n#exit`;
}

/** Policy rules with the plans that use them. The last two have the same precedence, and no plan uses the last one. */
export const policyRules = (scale: Scale): { row: Row; plans: string[] }[] =>
  Array.from({ length: ruleCount }, (_, place) => ({
    row: {
      rule_name: `rule_${place + 1}`,
      vendor: place % 2 === 0 ? 'starent' : 'generic',
      precedence: Math.min(100 + place, 100 + ruleCount - 2),
      definition: definitionOf(place),
    },
    plans: [...numbersTo(scale.plans)].filter((number) => number % (ruleCount - 1) === place).map(planCode),
  }));
