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

/** The kinds of extractions in the order in which they begin. A survey is not loaded, and is none of them. */
const loadedKinds = ['full', 'dry-run', 'delta'];

/**
 * The manifest of an engagement with this content digest: that of the first extraction, of a dry run or of a delta. Null if there is
 * none.
 */
export async function findManifest(
  staging: StagingStore,
  engagement: string,
  contentDigest: string,
): Promise<Manifest | null> {
  for (const { name } of await listSealed(staging, engagement)) {
    const manifest = await readManifest(staging, name);
    if (manifest?.contentDigest === contentDigest) return manifest;
  }
  return null;
}

/** The manifest of the newest extraction that is for production; null before the first one. */
export async function findNewestManifest(staging: StagingStore, engagement: string): Promise<Manifest | null> {
  const newest = (await listSealed(staging, engagement)).findLast(({ kind }) => kind !== 'dry-run');
  return newest ? readManifest(staging, newest.name) : null;
}

/** The sealed extractions in their order. Those that failed have no manifest, so numbers can be missing. */
async function listSealed(staging: StagingStore, engagement: string): Promise<{ name: string; kind: string }[]> {
  const files = await staging.list(engagement);
  return files
    .flatMap(({ path }) => {
      const [, name, kind, number] = /^([^/]+\/([a-z-]+)-(\d+))\/manifest\.json$/.exec(path) ?? [];
      const order = loadedKinds.indexOf(kind ?? '');
      return name && kind && order >= 0 ? [{ name, kind, order, number: Number(number) }] : [];
    })
    .sort((one, other) => one.order - other.order || one.number - other.number);
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
