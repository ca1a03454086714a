import type { ExtractedObject } from '../../schemas/words.ts';

/** The key of each object of a profile, whatever its kind. */
export const keysOf = (
  objects: Partial<Record<ExtractedObject, { key: string }>>,
): Partial<Record<ExtractedObject, string>> =>
  Object.fromEntries(Object.entries(objects).map(([object, { key }]) => [object, key]));
