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
  { key, fields }: { key: string; fields: Record<string, FileField | JsonField> },
  never: string[],
): string[] {
  const named = Object.values(fields).flatMap((field) => [
    ...placesOf(field),
    ...(typeof field === 'object' && 'rows' in field ? Object.values(field.fields) : []),
  ]);
  checkNever(object, named, never);
  if (!(key in fields)) throw mend(`${object} has no field ${key}, which is its key.`);
  return Object.keys(fields);
}

/** @throws ConnectorError `configuration` when a column or expression names what must never be selected */
export function checkNever(object: string, places: string[], never: string[]): void {
  const leak = never.find((name) => places.some((place) => place.split(/[^\p{L}\p{N}_-]+/u).includes(name)));
  if (leak !== undefined) throw mend(`${object} selects ${leak}, which the profile lists under never.`);
}
