import type { FileField, JsonField } from '../../schemas/profile-fields.ts';
import { ConnectorError } from '../error.ts';

/** What a wrong profile is told with. */
export const mend = (what: string) =>
  new ConnectorError('configuration', `${what} Nothing was read. Mend the source profile, or complete the delivery.`);

/** The columns or expressions that a field is made of. */
export function placesOf(field: FileField | JsonField): string[] {
  if (typeof field === 'string') return [field];
  if ('from' in field) return [field.from];
  if ('rows' in field) return [field.rows];
  if ('prefix' in field) return [];
  if ('hash' in field) return field.hash;
  return ['time' in field ? field.time : field.date];
}

/**
 * The names of an object's fields, when its key is among them and none names what must never be selected.
 * @throws ConnectorError `configuration`
 */
export function checkFields(
  object: string,
  {
    key,
    updated,
    fields,
  }: { key: string; updated?: string | undefined; fields: Record<string, FileField | JsonField> },
  never: string[],
): string[] {
  const named = Object.values(fields).flatMap((field) => [
    ...placesOf(field),
    ...(typeof field === 'object' && 'rows' in field ? Object.values(field.fields) : []),
  ]);
  checkNever(object, named, never);
  if (!(key in fields)) throw mend(`${object} has no field ${key}, which is its key.`);
  checkMark(object, updated, Object.keys(fields));
  return Object.keys(fields);
}

/**
 * The names that a query uses, whatever it makes of them, are none of those that must never be selected. Texts and comments
 * in it name nothing. A whole row (`to_json(t)`) is beyond this check; only the rights of the role are.
 * @throws ConnectorError `configuration`
 */
export function checkQuery(object: string, sql: string, columns: string[], never: string[]): void {
  const named = sql.replaceAll(/'(?:[^']|'')*'|--.*|\/\*[^]*?\*\//g, ' ').split(/[^\p{L}\p{N}_$]+/u);
  const used = new Set([...named, ...columns].map((name) => name.toLowerCase()));
  const leak = never.find((name) => used.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()));
  if (leak !== undefined) throw mend(`The query of ${object} names ${leak}, which the profile lists under never.`);
}

/** @throws ConnectorError `configuration` when the mark of changes is no field of the object */
export function checkMark(object: string, updated: string | undefined, names: string[]): void {
  if (updated !== undefined && !names.includes(updated))
    throw mend(`${object} has no field ${updated}, which its updated names.`);
}

/** @throws ConnectorError `configuration` when a column or expression names what must never be selected */
export function checkNever(object: string, places: string[], never: string[]): void {
  const leak = never.find((name) => places.some((place) => place.split(/[^\p{L}\p{N}_-]+/u).includes(name)));
  if (leak !== undefined) throw mend(`${object} selects ${leak}, which the profile lists under never.`);
}
