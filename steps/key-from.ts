import { placeKey, splitKey } from '../domain/identity.ts';
import { identify } from '../domain/keys.ts';
import { keyContextOf } from './key-context.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** The key of the record that a person names. A text of another form is taken as a key, such as that of an unreadable row. */
export function keyFrom({ fingerprintSecret }: Ports, stored: StoredEngagement, text: string): string {
  const named = splitKey(text);
  if (!named) return text;
  const identity = identify(stored.mapping, named.object, named.id, keyContextOf(fingerprintSecret, stored));
  // The key of a row without a usable id begins its place with a blank.
  return 'key' in identity && !named.id.startsWith(' ')
    ? identity.key
    : placeKey(stored.profile.system, named.object, named.id.trim());
}
