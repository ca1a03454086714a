import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Reading } from '../quality/readings.ts';

/** Values of a column, as its profile reads them. */
export interface Written {
  facts: Pick<ColumnFacts, 'object' | 'within' | 'column'>;
  reading: Pick<Reading, 'kind' | 'read'>;
  /** A sample. */
  values: readonly string[];
}

/** Fewer values that can't be read are mistakes, and no format of their own. */
const leastUnread = 0.1;

/** What people have to declare in the source profile before the values of a column can be read; null if they can. */
export function formatQuestion({ facts, reading, values }: Written): string | null {
  const unread = values.filter((value) => reading.read(value) === null);
  const share = values.length === 0 ? 0 : unread.length / values.length;
  if (share < leastUnread) return null;
  const { object, within, column } = facts;
  const place = `${object}.${within === null ? '' : `${within}.`}${column}`;
  const what = `${Math.round(100 * share)} % of the ${reading.kind} in ${place} can't be read`;
  if (reading.kind !== 'dates')
    return `${what}, or could be two numbers. Declare how they are written, under \`numbers\` in the source profile.`;
  const [first, ...others] = dateFormats(values);
  if (first === undefined) return `${what}. Declare their format, under \`dates\` in the source profile.`;
  return others.length === 0
    ? `${what} without a format. Other values show that it is \`${first}\`: declare it under \`dates\` in the source profile.`
    : `${what}, because day and month could be either. Declare \`${first}\` or \`${others[0]}\` under \`dates\` in the source profile.`;
}

const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?:(, ?|[T ])(\d{1,2}):\d\d(:\d\d)?)?$/;

/** The formats that fit all values with the year at the end: one if a number above 12 shows what is the day, or else two. */
function dateFormats(values: readonly string[]): string[] {
  const parts = values.map((value) => yearLast.exec(value.trim())).filter((one) => one !== null);
  const [model] = parts;
  if (!model) return [];
  const isShort = (at: number) => parts.some((one) => one[at]?.length === 1);
  const year = model[4]!.length === 2 ? 'yy' : 'yyyy';
  const between = model[5] === 'T' ? `'T'` : (model[5] ?? '');
  const time = model[6] === undefined ? '' : `${between}${isShort(6) ? 'H' : 'HH'}:mm${model[7] ? ':ss' : ''}`;
  const format = (one: string, other: string) =>
    `${isShort(1) ? one[0] : one}${model[2]}${isShort(3) ? other[0] : other}${model[2]}${year}${time}`;
  const isAbove12 = (at: number) => parts.some((one) => Number(one[at]) > 12);
  return [...(isAbove12(3) ? [] : [format('dd', 'MM')]), ...(isAbove12(1) ? [] : [format('MM', 'dd')])];
}
