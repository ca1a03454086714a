import { LosslessNumber } from 'lossless-json';
import { DateTime } from 'luxon';
import { numeral, text } from '../flat-rows.ts';
import type { Cell } from '../people.ts';

/** JSON as it goes over the wire; numbers keep their digits. */
export type Value = string | boolean | number | null | LosslessNumber | Value[] | { [name: string]: Value };
export type Resource = { [name: string]: Value };

export { text };
/** A number with its digits; what is none stays a text. */
export const number = (value: Cell | undefined): Value =>
  /^-?\d+(\.\d+)?$/.test(text(value)) ? new LosslessNumber(text(value)) : text(value);
export const money = (value: Cell | undefined, currency = 'GBP'): Resource => ({
  unit: currency,
  value: number(value),
});

/** Local time of the operator with its zone. */
export const time = (value: Cell | undefined): string =>
  DateTime.fromSQL(text(value), { zone: 'Europe/London' }).toISO() ?? text(value);

/** A date as a time, for the API has only those; what is no date stays as it is. */
export const date = (value: Cell | undefined): string => {
  const day = text(value);
  if (day === '9999-12-31') return `${day}T23:59:59.999Z`;
  return DateTime.fromISO(day).isValid && day.length === 10 ? `${day}T00:00:00Z` : day;
};

export const characteristics = (values: Record<string, Cell | undefined>): Resource[] =>
  Object.entries(values).map(([name, value]) => ({ name, valueType: 'string', value: numeral(text(value)) }));

/** Without what is empty, for servers leave that out. */
export const filled = (resource: Resource): Resource =>
  Object.fromEntries(
    Object.entries(resource).filter(([, value]) => value !== '' && value !== null && !isEmptyList(value)),
  );
const isEmptyList = (value: Value) => Array.isArray(value) && value.length === 0;
