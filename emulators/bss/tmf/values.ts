import { LosslessNumber } from 'lossless-json';
import { DateTime } from 'luxon';
import { longNumber, text } from '../flat-rows.ts';
import type { Cell } from '../records.ts';

/** A JSON value. Numbers keep all their digits. */
export type Value = string | boolean | number | null | LosslessNumber | Value[] | { [name: string]: Value };
export type Resource = { [name: string]: Value };

export { text };
/** A number with all its digits. A value that is not a number stays a string. */
export const number = (value: Cell | undefined): Value =>
  /^-?\d+(\.\d+)?$/.test(text(value)) ? new LosslessNumber(text(value)) : text(value);
export const money = (value: Cell | undefined, currency = 'GBP'): Resource => ({
  unit: currency,
  value: number(value),
});

/** A local time of the operator, with the offset from UTC added. */
export const time = (value: Cell | undefined): string =>
  DateTime.fromSQL(text(value), { zone: 'Europe/London' }).toISO() ?? text(value);

/** A date as a timestamp, because the API has no dates. A value that is not a date stays as it is. */
export const date = (value: Cell | undefined): string => {
  const day = text(value);
  if (day === '9999-12-31') return `${day}T23:59:59.999Z`;
  return DateTime.fromISO(day).isValid && day.length === 10 ? `${day}T00:00:00Z` : day;
};

export const characteristics = (values: Record<string, Cell | undefined>): Resource[] =>
  Object.entries(values).map(([name, value]) => ({ name, valueType: 'string', value: longNumber(text(value)) }));

/** Removes empty attributes, as servers do. */
export const filled = (resource: Resource): Resource =>
  Object.fromEntries(
    Object.entries(resource).filter(([, value]) => value !== '' && value !== null && !isEmptyList(value)),
  );
const isEmptyList = (value: Value) => Array.isArray(value) && value.length === 0;
