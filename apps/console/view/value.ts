import type { Json } from '../../../schemas/json.ts';

/** A value of a record as text: a lookup as its name, lines as one row each. */
export function valueText(value: Json): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(valueText).join('\n');
  if (typeof value !== 'object') return String(value);
  const { name, id } = value;
  if (typeof id === 'string' && Object.keys(value).length <= 3)
    return typeof name === 'string' ? `${name} (${id})` : id;
  return Object.entries(value)
    .filter(([, member]) => member !== null && member !== '')
    .map(([member, one]) => `${member}: ${valueText(one)}`)
    .join(', ');
}
