import type { ExtractedObject } from '../../schemas/words.ts';
import { ConnectorError } from '../error.ts';

type Objects<Described> = Partial<Record<ExtractedObject, Described>>;

/** The key of each object of a profile, whatever its kind. */
export const keysOf = (objects: Objects<{ key: string }>): Objects<string> =>
  Object.fromEntries(Object.entries(objects).map(([object, { key }]) => [object, key]));

/** @throws ConnectorError `configuration` for an object that the profile doesn't have */
export function objectIn<Described>(objects: Objects<Described>, object: ExtractedObject): Described {
  const found = objects[object];
  if (found) return found;
  throw new ConnectorError(
    'configuration',
    `The source profile has no object ${object}. Nothing was read. Add it to the profile.`,
  );
}
