import { Readable } from 'node:stream';
import { Manifest } from '../../schemas/manifest.ts';
import type { StagingStore } from './port.ts';

const manifestPath = (name: string) => `${name}/manifest.json`;

/** The sealed manifest of an extraction; null when there is none. */
export async function readManifest(staging: StagingStore, name: string): Promise<Manifest | null> {
  const text = await staging.readText(manifestPath(name));
  return text === null ? null : Manifest.parse(JSON.parse(text));
}

/** Seals an extraction: without a manifest there is none. */
export async function writeManifest(staging: StagingStore, manifest: Manifest): Promise<void> {
  await staging.write(manifestPath(manifest.name), Readable.from([JSON.stringify(manifest, null, 2)]));
}
