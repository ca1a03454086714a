import type { SourceProfile } from '../schemas/profile.ts';
import type { NumberFormat } from '../schemas/profile-fields.ts';

/** How the numbers of a source are written, as plain data, so that it can be given to a thread. */
export interface NumberFormats {
  all: NumberFormat | undefined;
  /** By object and column. */
  columns: Partial<Record<string, Record<string, NumberFormat>>>;
}

export const numberFormatsOf = ({ numberFormat, objects }: SourceProfile): NumberFormats => ({
  all: numberFormat,
  columns: Object.fromEntries(Object.entries(objects).map(([object, { numbers = {} }]) => [object, numbers])),
});

/** The format of one column; undefined if the profile describes none. */
export const formatIn =
  ({ all, columns }: NumberFormats) =>
  (object: string, column: string): NumberFormat | undefined =>
    columns[object]?.[column] ?? all;
