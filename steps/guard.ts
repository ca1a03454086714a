import { z } from 'zod';
import { fingerprintKey } from '../connectors/fingerprints/key.ts';
import { openFingerprints } from '../connectors/fingerprints/file.ts';
import { ConnectorError } from '../connectors/error.ts';
import { createGuard, type Guard } from '../domain/identifiers/guard.ts';
import { nothingKnown, type Known } from '../domain/identifiers/known.ts';
import type { SipKey } from '../domain/identifiers/siphash.ts';
import type { Ports, StoredEngagement } from './ports.ts';

/** The fingerprints of an engagement's newest extraction, and what is known of them. */
export const fingerprintsPath = (slug: string) => `${slug}/identifiers.fingerprints`;
export const fingerprintsSummaryPath = (slug: string) => `${slug}/identifiers.json`;
const Summary = z.object({ sha256: z.string() });

/** Whether the profile names lists of the operator's own identifiers. Without them, rules alone find identifiers. */
export const hasIdentifierLists = ({ profile }: Pick<StoredEngagement, 'profile'>): boolean =>
  Object.keys(profile.identifiers).length > 0;

/** @throws ConnectorError `configuration` when the worker has no PORTAGE_FINGERPRINT_KEY */
export function keyOf({ fingerprintSecret }: Pick<Ports, 'fingerprintSecret'>, slug: string): SipKey {
  if (fingerprintSecret === null)
    throw new ConnectorError(
      'configuration',
      'The worker has no PORTAGE_FINGERPRINT_KEY. Nothing was read or sent. Set it to the value that portage init wrote, and start again.',
    );
  return fingerprintKey(fingerprintSecret, slug);
}

/** Fingerprints that were loaded, the newest of each engagement, by staging store. */
const loaded = new WeakMap<object, Map<string, { sha256: string; known: Known }>>();

async function loadKnown(ports: Ports, slug: string): Promise<Known> {
  const text = await ports.staging.readText(fingerprintsSummaryPath(slug));
  if (text === null)
    throw new ConnectorError(
      'configuration',
      `The fingerprints of network identifiers of ${slug} are missing. Nothing was sent. Extract the source again.`,
    );
  const { sha256 } = Summary.parse(JSON.parse(text));
  const files = loaded.get(ports.staging) ?? new Map<string, { sha256: string; known: Known }>();
  loaded.set(ports.staging, files);
  const before = files.get(slug);
  if (before?.sha256 === sha256) return before.known;
  const known = await openFingerprints(ports.staging, fingerprintsPath(slug), keyOf(ports, slug));
  files.set(slug, { sha256, known });
  return known;
}

/**
 * The guard through which every value goes before it leaves.
 * @throws ConnectorError `configuration` when the profile has lists of identifiers and their fingerprints can't be used
 */
export async function openGuard(ports: Ports, stored: StoredEngagement): Promise<Guard> {
  const known = hasIdentifierLists(stored) ? await loadKnown(ports, stored.engagement.slug) : nothingKnown;
  return createGuard({ known, plmns: stored.profile.plmns });
}

/** The guard for texts that may be written before the first extraction; with fingerprints as soon as there are any. */
export async function openGuardForTexts(ports: Ports, stored: StoredEngagement): Promise<Guard> {
  const isExtracted = (await ports.staging.readText(fingerprintsSummaryPath(stored.engagement.slug))) !== null;
  return isExtracted ? openGuard(ports, stored) : createGuard({ plmns: stored.profile.plmns });
}
