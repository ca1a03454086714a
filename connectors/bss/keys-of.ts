import type { LoadedObject } from '../../schemas/words.ts';

/** The key of each object of a profile, whatever its kind. */
export const keysOf = (
  objects: Partial<Record<LoadedObject, { key: string }>>,
): Partial<Record<LoadedObject, string>> =>
  Object.fromEntries(Object.entries(objects).map(([object, { key }]) => [object, key]));
