import { Readable } from 'node:stream';
import { Manifest } from '../../schemas/manifest.ts';
import type { StagingStore } from './port.ts';

const manifestPath = (name: string) => `${name}/manifest.json`;

/** The manifest of a sealed extraction; null if it is not sealed. */
export async function readManifest(staging: StagingStore, name: string): Promise<Manifest | null> {
  const text = await staging.readText(manifestPath(name));
  return text === null ? null : Manifest.parse(JSON.parse(text));
}

/** Seals an extraction by writing its manifest. */
export async function writeManifest(staging: StagingStore, manifest: Manifest): Promise<void> {
  await staging.write(manifestPath(manifest.name), Readable.from([JSON.stringify(manifest, null, 2)]));
}
