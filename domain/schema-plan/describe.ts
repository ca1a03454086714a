import type { CustomField } from '../../schemas/mapping.ts';
import type { WantedField } from './wanted.ts';

const names: Record<CustomField['type'], string> = {
  text: 'a text',
  textarea: 'a long text',
  richtext: 'a long text with formatting (HTML)',
  integer: 'a whole number',
  double: 'a decimal number',
  currency: 'an amount',
  percent: 'a percentage',
  picklist: 'a pick list',
  multiselectpicklist: 'a multi-select pick list',
  date: 'a date',
  datetime: 'a date and time',
  boolean: 'a check box',
  email: 'an e-mail address',
  phone: 'a phone number',
  website: 'a web address',
  lookup: 'a lookup',
  userlookup: 'a lookup of users',
};

/** A field in words: `a text of at most 40 characters`, `a unique external text …`. */
export function describeField(field: WantedField): string {
  const { dataType, length, decimals, values, lookupModule, permissions = {}, externalKey, unique } = field;
  const isText = ['text', 'textarea', 'richtext', 'email', 'phone', 'website'].includes(dataType);
  const profiles = Object.entries(permissions).map(([name, permission]) => `${name} ${permission}`);
  return [
    names[dataType],
    lookupModule === undefined ? '' : `of ${lookupModule}`,
    length === undefined ? '' : `of at most ${length.toLocaleString('en')} ${isText ? 'characters' : 'digits'}`,
    decimals === undefined ? '' : `with ${decimals} decimal places`,
    values === undefined ? '' : `with the values ${values.join(', ')}`,
    externalKey ? ', unique and external' : unique ? ', unique' : '',
    profiles.length === 0 ? '' : `for profiles: ${profiles.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
    .replaceAll(' ,', ',');
}
