import { LosslessNumber } from 'lossless-json';
import type { Resource, Value } from './values.ts';

/** Attributes with another name in version 5; an empty name removes the attribute. */
const renamed: Record<string, string> = {
  lastModified: 'lastUpdate',
  orderDate: 'creationDate',
  fullName: 'name',
  channel: 'relatedChannel',
  isRef: '',
  mediumType: '',
  valueType: '',
};
const mediums: Record<string, string> = {
  email: 'EmailContactMedium',
  telephone: 'PhoneContactMedium',
  postalAddress: 'GeographicAddressContactMedium',
};

const isObject = (value: Value): value is Resource =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LosslessNumber);

/** Converts a version 4 record to version 5: every object has a type, contact media are typed by kind, parties have roles. */
export function inVersion5(resource: Resource, type: string): Resource {
  const entries = Object.entries(resource).map(([name, value]): [string, Value] => [
    renamed[name] ?? name,
    versionedValue(name, value),
  ]);
  return { '@type': type, ...Object.fromEntries(entries.filter(([name]) => name !== '')) };
}

function versionedValue(name: string, value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => versionedValue(name, one));
  if (!isObject(value)) return value;
  if (name === 'relatedParty') {
    const { role = '', ...party } = value;
    return { role, partyOrPartyRole: { '@type': 'PartyRef', ...party }, '@type': 'RelatedPartyRefOrPartyRoleRef' };
  }
  if (name === 'channel') {
    const { role = '', ...channel } = value;
    return { role, channel: { '@type': 'ChannelRef', ...channel }, '@type': 'RelatedChannel' };
  }
  if (name === 'contactMedium') {
    const { characteristic } = value;
    const type = mediums[String(value['mediumType'])] ?? 'ContactMedium';
    return { '@type': type, ...(isObject(characteristic ?? null) ? (characteristic as Resource) : {}) };
  }
  if (name === 'externalReference') {
    return {
      id: value['name'] ?? '',
      externalIdentifierType: value['externalReferenceType'] ?? '',
      '@type': 'ExternalIdentifier',
    };
  }
  if (/[cC]haracteristic$/.test(name)) return inVersion5(value, 'StringCharacteristic');
  // Amounts, quantities and periods get no type.
  if (/^(price|validFor|remainingValue)$|Amount$|Limit$/.test(name) && !('dutyFreeAmount' in value)) return value;
  return inVersion5(value, `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`);
}
