import type { ExtractedObject } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';

type Objects<Value> = Partial<Record<ExtractedObject, Value>>;

/**
 * What a profile says about an object.
 * @throws ConnectorError `configuration` for an object that the profile doesn't have
 */
export function objectProfile<Profile>(objects: Objects<Profile>, object: ExtractedObject): Profile {
  const profile = objects[object];
  if (profile) return profile;
  throw new ConnectorError(
    'configuration',
    `The source profile has no object ${object}. Nothing was read. Add it to the profile.`,
  );
}

/** The key of each object of a profile, whatever its kind. */
export const keysOf = (objects: Objects<{ key: string }>): Objects<string> =>
  Object.fromEntries(Object.entries(objects).map(([object, { key }]) => [object, key]));

/** The columns of each object of a profile. Objects are checked one after another, so that the first error ends it. */
export async function columnsOfEach<Profile>(
  objects: Objects<Profile>,
  columnsOf: (object: ExtractedObject, profile: Profile) => Promise<string[]> | string[],
): Promise<Objects<string[]>> {
  const columns: Objects<string[]> = {};
  for (const [object, profile] of Object.entries(objects) as [ExtractedObject, Profile][])
    columns[object] = await columnsOf(object, profile);
  return columns;
}
