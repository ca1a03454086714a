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

/**
 * What a profile says about a list of credentials.
 * @throws ConnectorError `configuration` for a list that the profile doesn't have
 */
export function listProfile<Profile>(lists: Record<string, Profile>, list: string): Profile {
  const profile = lists[list];
  if (profile) return profile;
  throw new ConnectorError(
    'configuration',
    `The source profile has no list ${list} of credentials. Nothing was read. Add it to the profile.`,
  );
}

/** The key of each object of a profile, whatever its kind. */
export const keysOf = (objects: Objects<{ key: string }>): Objects<string> =>
  Object.fromEntries(Object.entries(objects).map(([object, { key }]) => [object, key]));

/**
 * The columns of each object of a profile.
 * @throws ConnectorError `configuration` with the mistakes of all objects; any other error at once
 */
export async function columnsOfEach<Profile>(
  objects: Objects<Profile>,
  columnsOf: (object: ExtractedObject, profile: Profile) => Promise<string[]> | string[],
): Promise<Objects<string[]>> {
  const columns: Objects<string[]> = {};
  const mistakes: ConnectorError[] = [];
  for (const [object, profile] of Object.entries(objects) as [ExtractedObject, Profile][]) {
    try {
      columns[object] = await columnsOf(object, profile);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'configuration') throw error;
      mistakes.push(error);
    }
  }
  const [first, ...others] = mistakes;
  if (!first) return columns;
  throw others.length === 0
    ? first
    : new ConnectorError('configuration', mistakes.map(({ message }) => message).join('\n'));
}
