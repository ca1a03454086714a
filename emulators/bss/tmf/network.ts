import { networkRows } from '../network.ts';
import type { Row } from '../people.ts';
import { time, text, filled, number as digits, characteristics, type Resource } from './values.ts';
import { serviceNote } from './care.ts';
import type { Operator } from './parties.ts';

const rowOf = ({ seed, scale }: Operator, table: string, subscriber: number, place = 0): Row =>
  networkRows(seed, scale, subscriber).rows[table]?.[place] ?? {};

/** Two buckets a subscriber, by their place in the list. */
export function bucket(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'ocs_bucket', Math.ceil(place / 2), (place - 1) % 2);
  return filled({
    id: text(row['bucket_id']),
    usageType: text(row['usage_type']),
    status: 'active',
    remainingValue: { amount: digits(row['remaining']), units: text(row['unit']) },
    validFor: { endDateTime: time(row['valid_to']) },
    relatedParty: [{ id: text(row['subscriber_no']), role: 'owner', '@referredType': 'Customer' }],
  });
}

/** Three records of usage a subscriber. */
export function usage(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'usage_record', Math.ceil(place / 3), (place - 1) % 3);
  return filled({
    id: text(row['usage_id']),
    usageType: text(row['kind']),
    usageDate: time(row['started_at']),
    status: row['billed'] ? 'billed' : 'rated',
    usageCharacteristic: characteristics({ amount: row['amount'], unit: row['unit'] }),
    relatedParty: [{ id: text(row['subscriber_no']), role: 'user', '@referredType': 'Customer' }],
  });
}

/** The service of a subscriber, with what the network knows of it. */
export function service(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'aaa_record', place);
  return filled({
    id: `S-${place}`,
    name: 'Mobile access',
    state: 'active',
    serviceCharacteristic: characteristics({ imsi: row['imsi'], serviceAkaK: row['ki'], serviceAkaOPc: row['opc'] }),
    note: place % 20 === 0 ? [serviceNote(operator, place / 20)] : [],
    relatedParty: [{ id: text(row['subscriber_no']), role: 'user', '@referredType': 'Customer' }],
  });
}

/** One element serves every fiftieth subscriber. */
export function element(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'network_element', place * 50);
  return filled({
    id: text(row['element_id']),
    name: text(row['element_id']),
    category: text(row['kind']),
    resourceCharacteristic: characteristics({ site: row['site'] }),
    relatedParty: [{ id: text(row['subscriber_no']), role: 'user', '@referredType': 'Customer' }],
    '@type': 'PhysicalResource',
  });
}
