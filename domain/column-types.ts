import type { ColumnType } from '../schemas/manifest.ts';

/** A column has the first type whose pattern matches all its values. JSON is recognised by its brackets. */
const patterns: [ColumnType, RegExp][] = [
  ['boolean', /^(true|false|t|f|yes|no|Y|N)$/],
  ['integer', /^-?(0|[1-9][0-9]{0,17})$/],
  ['decimal', /^-?(0|[1-9][0-9]*)[.][0-9]+$/],
  ['date', /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/],
  ['time', /^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}/],
  ['json', /^([{][^]*[}]|[[][^]*[\]])$/],
];

/** Infers the type of a column, value by value. Blank values are ignored. */
export function inferType(): { add(value: string): void; type(): ColumnType } {
  let possible: [ColumnType, RegExp][] | null = null;
  return {
    add(value) {
      if (value !== '') possible = (possible ?? patterns).filter(([, pattern]) => pattern.test(value));
    },
    type: () => (possible === null ? 'empty' : (possible[0]?.[0] ?? 'text')),
  };
}
