import { Readable } from 'node:stream';
import { Manifest } from '../../schemas/manifest.ts';
import type { LoadedObject } from '../../schemas/words.ts';
import type { Source } from '../bss/port.ts';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { inspectCsv } from './csv-set.ts';
import type { StagingStore } from './port.ts';

const manifestPath = (name: string) => `${name}/manifest.json`;

/**
 * Stages every object of a source from one consistent snapshot, and seals the manifest last: without a manifest there is
 * no extraction, and an interrupted one starts over.
 * @throws ConnectorError `contract` when a file holds other rows than the source counted
 */
export async function extractSource(input: {
  source: Source;
  staging: StagingStore;
  name: string;
  signal: AbortSignal;
}): Promise<Manifest> {
  const { source, staging, name, signal } = input;
  const sealed = await readManifest(staging, name);
  if (sealed) return sealed;
  const columns = await source.columns();
  const manifest = await source.withSnapshot(async (snapshot) => {
    const objects: Manifest['objects'] = [];
    for (const object of Object.keys(columns) as LoadedObject[]) {
      signal.throwIfAborted();
      const path = `${name}/${object}.csv`;
      const sourceRows = await snapshot.count(object);
      const written = await staging.write(path, snapshot.stream(object));
      const { rows } = await staging.withLocalFile(path, inspectCsv);
      if (rows !== sourceRows) {
        throw new ConnectorError(
          'contract',
          `${object}: the source counts ${sourceRows} rows, the staged file has ${rows}. The extraction is not sealed; start it again.`,
        );
      }
      objects.push({ object, path, rows, sourceRows, columns: columns[object] ?? [], ...written });
    }
    const contentDigest = digestOf(objects.map(({ object, sha256 }) => [object, sha256]));
    return { name, snapshot: snapshot.id, takenAt: snapshot.takenAt, objects, contentDigest };
  });
  await staging.write(manifestPath(name), Readable.from([JSON.stringify(manifest, null, 2)]));
  return manifest;
}

/** The sealed manifest of an extraction; null when there is none. */
export async function readManifest(staging: StagingStore, name: string): Promise<Manifest | null> {
  const text = await staging.readText(manifestPath(name));
  return text === null ? null : Manifest.parse(JSON.parse(text));
}
