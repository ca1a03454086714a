import type { BucketColumns } from '../../schemas/profile.ts';
import type { FileField, JsonField } from '../../schemas/profile-fields.ts';
import { ConnectorError } from '../error.ts';
import { forbiddenBy } from './never.ts';

/** The error for a mistake in the profile. */
export const profileError = (problem: string) =>
  new ConnectorError('configuration', `${problem} Nothing was read. Correct the source profile.`);

/** The columns or expressions that a field is read from. */
export function inputsOf(field: FileField | JsonField): string[] {
  if (typeof field === 'string') return [field];
  if ('from' in field) return [field.from];
  if ('rows' in field) return [field.rows];
  if ('prefix' in field) return [];
  if ('hash' in field) return field.hash;
  if ('join' in field) return field.join;
  if ('constant' in field) return [];
  if ('unpivot' in field)
    return field.unpivot.flatMap((group) => Object.values(group)).filter((input) => typeof input === 'string');
  return ['time' in field ? field.time : field.date];
}

/**
 * Checks an object whose fields the profile lists, and returns their names.
 * @throws ConnectorError `configuration` when `key` or `updated` is not a field, or a field reads what `never` lists
 */
export function checkFields(
  object: string,
  profile: { key: string; updated?: string | undefined; fields: Record<string, FileField | JsonField> },
  never: string[],
): string[] {
  const { key, updated, fields } = profile;
  const inputs = Object.values(fields).flatMap((field) => [
    ...inputsOf(field),
    ...(typeof field === 'object' && 'rows' in field ? Object.values(field.fields) : []),
  ]);
  checkNever(object, inputs, never);
  if (!(key in fields)) throw profileError(`${object} has no field ${key}, which the profile names as its key.`);
  checkUpdated(object, updated, Object.keys(fields));
  return Object.keys(fields);
}

/**
 * Checks that a query uses no name that `never` lists, not even inside an expression. String literals and comments don't
 * count. A whole row (`to_json(t)`) is not detected; only the rights of the database role protect against that.
 * @throws ConnectorError `configuration`
 */
export function checkQuery(object: string, sql: string, columns: string[], never: string[]): void {
  const words = sql.replaceAll(/'(?:[^']|'')*'|--.*|\/\*[^]*?\*\//g, ' ').split(/[^\p{L}\p{N}_$]+/u);
  const forbidden = [...words, ...columns].map(forbiddenBy(never)).find((entry) => entry !== undefined);
  if (forbidden !== undefined)
    throw profileError(`The query of ${object} uses ${forbidden}, which the profile lists under never.`);
}

/** @throws ConnectorError `configuration` when `updated` is not a field of the object */
export function checkUpdated(object: string, updated: string | undefined, names: string[]): void {
  if (updated !== undefined && !names.includes(updated))
    throw profileError(`${object} has no field ${updated}, which the profile names under updated.`);
}

/**
 * Checks that the handed-off buckets have the columns that the profile names under `buckets`.
 * @throws ConnectorError `configuration`
 */
export function checkBuckets(buckets: BucketColumns | undefined, names: string[]): void {
  const missing = Object.values(buckets ?? {}).filter((column) => column !== undefined && !names.includes(column));
  if (missing.length > 0)
    throw profileError(
      `handoff.ocs_buckets has no column ${missing.join(', ')}, which the profile names under buckets.`,
    );
}

/** @throws ConnectorError `configuration` when a column or expression contains a name that `never` lists */
export function checkNever(object: string, inputs: string[], never: string[]): void {
  const isForbidden = forbiddenBy(never);
  const forbidden = inputs
    .flatMap((input) => [input, ...input.split(/[^\p{L}\p{N}_-]+/u)])
    .map(isForbidden)
    .find((entry) => entry !== undefined);
  if (forbidden !== undefined)
    throw profileError(`${object} selects ${forbidden}, which the profile lists under never.`);
}
