import type { Json, JsonObject } from '../../schemas/json.ts';
import type { ComparedField } from '../../schemas/match.ts';
import { isObject } from '../compare-record.ts';
import { idIn } from '../identity.ts';
import type { RecordKey } from '../../schemas/record.ts';

/** A value as people read it: a reference by the name or id of its record, the lines of an order by their number. */
function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.some(isObject) ? `${value.length} lines` : value.map(textOf).join(', ');
  if (!isObject(value)) return String(value);
  const { $key: key, name, id } = value;
  return typeof key === 'string' ? idIn(key as RecordKey) : textOf(name ?? id);
}

/** Two records that may be one, field by field. Fields that neither has, and our key, are left out. */
export const sideBySide = (wanted: JsonObject, present: JsonObject, keyField: string): ComparedField[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(present)])]
    .filter((field) => field !== keyField && field !== 'id')
    .map((field): ComparedField => [field, textOf(wanted[field]), textOf(present[field])])
    .filter(([, source, zoho]) => source !== '' || zoho !== '');
