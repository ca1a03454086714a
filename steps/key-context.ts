import { idHasher } from '../connectors/fingerprints/key.ts';
import type { KeyContext } from '../domain/keys.ts';
import type { StoredEngagement } from './ports.ts';

/** What an engagement's keys are made with. */
export const keyContextOf = (
  fingerprintSecret: string | null,
  { engagement, profile }: Pick<StoredEngagement, 'engagement' | 'profile'>,
): KeyContext => ({
  system: profile.system,
  keyFields: Object.fromEntries(Object.entries(profile.objects).map(([object, { key }]) => [object, key])),
  hashId: idHasher(fingerprintSecret, engagement.slug),
});
