import { networkRows } from '../network.ts';
import type { Row } from '../records.ts';
import { serviceNote } from './care.ts';
import type { Operator } from './operator.ts';
import { characteristics, filled, number as numeric, text, time, type Resource } from './values.ts';

const rowOf = ({ seed, scale }: Operator, table: string, subscriber: number, place = 0): Row =>
  networkRows(seed, scale, subscriber).rows[table]?.[place] ?? {};

/** A bucket by its place in the list. Each subscriber has two. */
export function bucket(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'ocs_bucket', Math.ceil(place / 2), (place - 1) % 2);
  return filled({
    id: text(row['bucket_id']),
    usageType: text(row['usage_type']),
    status: 'active',
    isShared: row['shared'] === true,
    // TMF654 has no attribute for them, so they are the deployment's own.
    initialValue: { amount: numeric(row['opening']), units: text(row['unit']) },
    usedValue: { amount: numeric(row['used']), units: text(row['unit']) },
    currency: text(row['currency']),
    remainingValue: { amount: numeric(row['remaining']), units: text(row['unit']) },
    validFor: { endDateTime: time(row['valid_to']) },
    relatedParty: [{ id: text(row['subscriber_no']), role: 'owner', '@referredType': 'Customer' }],
  });
}

/** A usage record by its place in the list. Each subscriber has three. */
export function usage(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'usage_record', Math.ceil(place / 3), (place - 1) % 3);
  return filled({
    id: text(row['usage_id']),
    usageType: text(row['kind']),
    usageDate: time(row['started_at']),
    status: row['billed'] ? 'billed' : row['rated'] ? 'rated' : 'received',
    usageCharacteristic: characteristics({ amount: row['amount'], unit: row['unit'] }),
    relatedParty: [{ id: text(row['subscriber_no']), role: 'user', '@referredType': 'Customer' }],
  });
}

/** The service of a subscriber, with the credentials from the network. */
export function service(operator: Operator, place: number): Resource {
  const row = rowOf(operator, 'aaa_record', place);
  return filled({
    id: `S-${place}`,
    name: 'Mobile access',
    state: 'active',
    serviceCharacteristic: characteristics({
      imsi: row['imsi'],
      serviceAkaK: row['ki'],
      serviceAkaOPc: row['opc'],
      apn: row['apn'],
      staticIp: row['static_ip'],
      algorithm: row['algorithm'],
      k4Index: row['k4_index'],
      sipPassword: row['sip_password'],
      radiusSecret: row['radius_secret'],
    }),
    note: place % 20 === 0 ? [serviceNote(operator, place / 20)] : [],
    relatedParty: [{ id: text(row['subscriber_no']), role: 'user', '@referredType': 'Customer' }],
  });
}

/** A network element. Every fiftieth subscriber has one. */
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

/** The SIM card of a subscriber. */
export function simCard(operator: Operator, place: number): Resource {
  const { iccid, imsi, eid, pin, puk, subscriber_no } = rowOf(operator, 'sim_card', place);
  return {
    id: `SIM-${place}`,
    name: 'SIM card',
    category: 'SIM',
    resourceCharacteristic: characteristics({ iccid, imsi, eid, pin, puk }),
    relatedParty: [{ id: text(subscriber_no), role: 'user', '@referredType': 'Customer' }],
    '@type': 'LogicalResource',
  };
}

/** The device of a subscriber. */
export function device(operator: Operator, place: number): Resource {
  const { imei, mac, subscriber_no } = rowOf(operator, 'device', place);
  return {
    id: `DEV-${place}`,
    name: 'Device',
    category: 'Device',
    resourceCharacteristic: characteristics({ imei, mac }),
    relatedParty: [{ id: text(subscriber_no), role: 'user', '@referredType': 'Customer' }],
    '@type': 'PhysicalResource',
  };
}
