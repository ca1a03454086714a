import { column, literal } from '../sql-text.ts';

/** Conditions and expressions in SQL that several rules use. `x` is a column in SQL. */

/** The id of a record as the load reads it, in every table. */
export const key = column('#key');

export const matches = (x: string, pattern: string): string => `regexp_matches(${x}, ${literal(pattern)})`;

/** Without case, accents, and blanks at the ends. */
export const folded = (x: string): string => `lower(strip_accents(trim(${x})))`;

/** The digits by which two phone numbers are the same, whatever their notation; null for too few. */
export const phoneDigits = (x: string): string => {
  const digits = `regexp_replace(${x}, '[^0-9]', '', 'g')`;
  return `case when length(${digits}) >= 7 and not ${matches(x, '[0-9][Ee][+]?[0-9]')} then right(${digits}, 9) end`;
};

/**
 * Rows after the first one with the same values. Rows without one of the values are left out. They are compared by 64 bits of
 * a hash, because sorting texts takes much longer: of a million records, two are wrongly taken for the same once in 30 million
 * surveys.
 */
export const repeats = (table: string, values: string[]): string =>
  `rowid in (
     with hashed as materialized (
       select rowid as place, hash(${values.join(', ')}) as same from ${column(table)}
       where ${values.map((one) => `${one} is not null`).join(' and ')}
     ), several as (select same from hashed group by same having count(*) > 1)
     select place from (
       select place, row_number() over (partition by same order by place) as number from hashed
       where same in (select same from several)
     ) where number > 1)`;

/** Ids of the records of some objects. */
export const keysOf = (objects: readonly string[]): string =>
  objects.map((object) => `select ${key} from ${column(object)} where ${key} is not null`).join(' union all ');
