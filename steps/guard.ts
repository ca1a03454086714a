import { z } from 'zod';
import { fingerprintKey } from '../connectors/fingerprints/key.ts';
import { readFingerprints } from '../connectors/fingerprints/file.ts';
import { ConnectorError } from '../connectors/error.ts';
import { createGuard, type Guard } from '../domain/identifiers/guard.ts';
import { nothingKnown, openKnown, type Fingerprints, type Known } from '../domain/identifiers/known.ts';
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
const loaded = new WeakMap<object, Map<string, Loaded>>();

interface Loaded {
  sha256: string;
  fingerprints: Fingerprints;
  known: Known;
}

async function load(ports: Ports, slug: string): Promise<Loaded> {
  const text = await ports.staging.readText(fingerprintsSummaryPath(slug));
  if (text === null)
    throw new ConnectorError(
      'configuration',
      `The fingerprints of network identifiers of ${slug} are missing. Nothing was sent. Extract the source again.`,
    );
  const { sha256 } = Summary.parse(JSON.parse(text));
  const files = loaded.get(ports.staging) ?? new Map<string, Loaded>();
  loaded.set(ports.staging, files);
  const before = files.get(slug);
  if (before?.sha256 === sha256) return before;
  const key = keyOf(ports, slug);
  const fingerprints = await readFingerprints(ports.staging, fingerprintsPath(slug), key);
  const now = { sha256, fingerprints, known: openKnown(fingerprints, key) };
  files.set(slug, now);
  return now;
}

/**
 * The guard through which every value goes before it leaves.
 * @throws ConnectorError `configuration` when the profile has lists of identifiers and their fingerprints can't be used
 */
export async function openGuard(
  ports: Ports,
  stored: Pick<StoredEngagement, 'engagement' | 'profile'>,
): Promise<Guard> {
  const known = hasIdentifierLists(stored) ? (await load(ports, stored.engagement.slug)).known : nothingKnown;
  return createGuard({ known, plmns: stored.profile.plmns });
}

/** What a guard is made of, as plain data, so that it can be given to a thread. */
export interface GuardParts {
  /** Null for a source without lists of identifiers. */
  known: { fingerprints: Fingerprints; key: SipKey } | null;
  plmns: string[];
}

/**
 * The parts of the guard that `openGuard` opens, and the digest of the fingerprints.
 * @throws ConnectorError `configuration` as `openGuard`
 */
export async function guardPartsOf(
  ports: Ports,
  stored: StoredEngagement,
): Promise<{ parts: GuardParts; sha256: string | null }> {
  const { plmns } = stored.profile;
  if (!hasIdentifierLists(stored)) return { parts: { known: null, plmns }, sha256: null };
  const { slug } = stored.engagement;
  const { fingerprints, sha256 } = await load(ports, slug);
  return { parts: { known: { fingerprints, key: keyOf(ports, slug) }, plmns }, sha256 };
}

export const guardOf = ({ known, plmns }: GuardParts): Guard =>
  createGuard({ known: known ? openKnown(known.fingerprints, known.key) : nothingKnown, plmns });

/** The guard for texts that may be written before the first extraction; with fingerprints as soon as there are any. */
export async function openGuardForTexts(
  ports: Ports,
  stored: Pick<StoredEngagement, 'engagement' | 'profile'>,
): Promise<Guard> {
  const isExtracted = (await ports.staging.readText(fingerprintsSummaryPath(stored.engagement.slug))) !== null;
  return isExtracted ? openGuard(ports, stored) : createGuard({ plmns: stored.profile.plmns });
}
