import type { ExtractedObject } from '../../schemas/terms.ts';
import { repeatedId } from '../identity.ts';
import { column, literal } from '../sql-text.ts';

/** Conditions and expressions in SQL that several rules use. `x` is a column in SQL. */

/** The id of a record as the load reads it, in every table. */
export const key = column('#key');

/** The place of the record of a line, in the table of the lines. Several records can have the same id. */
export const placeOfLine = column('#row');

/** The place of the record of a row: of itself in the table of an object, and of a line in that of its lines. */
export const placeIn = (table: string, object: ExtractedObject): string => (table === object ? 'rowid' : placeOfLine);

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

/** Rows without a value in any of some columns. */
export const areBlank = (columns: readonly string[]): string =>
  columns.length === 0 ? 'true' : `(${columns.map((one) => `${one} is null`).join(' and ')})`;

/** Whether one of some conditions is met. */
export const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? 'false' : `(${conditions.join(' or ')})`;

/** Rows whose id can't be the key of a record, by object, place and problem. */
export const unsound = column('#unsound');

/** Rows of an object whose id has one of the problems that a load rejects. */
export const hasProblem = (object: string, problem: string, place = 'rowid'): string =>
  `${place} in (select place from ${unsound} where object = ${literal(object)} and problem = ${literal(problem)})`;

/** Rows of an object that a load rejects for their id, whatever else is true of them. */
export const isUnsound = (object: string): string =>
  `(${key} is null or rowid in (select place from ${unsound} where object = ${literal(object)}))`;

/** The route that each row of an object with several of them takes. */
export const routed = column('#route');

/** Rows of an object, or lines of them, that take one of its routes. */
export const takes = (object: string, route: number, place: string): string =>
  `${place} in (select place from ${routed} where object = ${literal(object)} and route = ${route})`;

/**
 * The name of the record of a row, or of a line. An id means the first row that has it. The others are known by their place, as rows without
 * an id are; no id begins with a blank.
 */
export const recordOf = (object: string, place = 'rowid'): string =>
  `case when ${key} is null or ${hasProblem(object, repeatedId(true), place)} then ' row ' || (${place} + 1) else ${key} end`;

/** Ids of the records of some objects. */
export const keysOf = (objects: readonly string[]): string =>
  objects.map((object) => `select ${key} from ${column(object)} where ${key} is not null`).join(' union all ');
