import { Readable } from 'node:stream';
import { Manifest } from '../../schemas/manifest.ts';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import type { StagingStore } from './port.ts';

const manifestPath = (name: string) => `${name}/manifest.json`;

/**
 * The manifest of a sealed extraction; null if it is not sealed.
 * @throws ConnectorError `contract` when its digests don't fit together
 */
export async function readManifest(staging: StagingStore, name: string): Promise<Manifest | null> {
  const text = await staging.readText(manifestPath(name));
  if (text === null) return null;
  const manifest = Manifest.parse(JSON.parse(text));
  if (contentDigestOf(manifest.objects) === manifest.contentDigest) return manifest;
  throw new ConnectorError(
    'contract',
    `${manifestPath(name)} was changed: its content digest does not belong to its files. Nothing was loaded. Restore it, or start the engagement again, which extracts anew.`,
  );
}

/**
 * The manifest of an engagement with this content digest: that of the first extraction or of a delta. Null if there is none.
 */
export async function findManifest(
  staging: StagingStore,
  engagement: string,
  contentDigest: string,
): Promise<Manifest | null> {
  let manifest = await readManifest(staging, `${engagement}/full-1`);
  for (let delta = 1; manifest && manifest.contentDigest !== contentDigest; delta += 1)
    manifest = await readManifest(staging, `${engagement}/delta-${delta}`);
  return manifest;
}

/** The manifest of the newest extraction of an engagement; null before the first one. */
export async function findNewestManifest(staging: StagingStore, engagement: string): Promise<Manifest | null> {
  let newest: Manifest | null = null;
  let next = await readManifest(staging, `${engagement}/full-1`);
  for (let delta = 1; next; delta += 1) {
    newest = next;
    next = await readManifest(staging, `${engagement}/delta-${delta}`);
  }
  return newest;
}

/** Removes the seal of an extraction, so that its files no longer count. */
export const removeManifest = (staging: StagingStore, name: string): Promise<void> =>
  staging.remove([manifestPath(name)]);

/** Digest of what was extracted: the same data gives the same digest. */
export const contentDigestOf = (objects: Manifest['objects']): string =>
  digestOf(objects.map(({ object, sha256, bad }) => [object, sha256, bad?.sha256 ?? null]));

/** Seals an extraction by writing its manifest. */
export async function writeManifest(staging: StagingStore, manifest: Manifest): Promise<void> {
  await staging.write(manifestPath(manifest.name), Readable.from([JSON.stringify(manifest, null, 2)]));
}
