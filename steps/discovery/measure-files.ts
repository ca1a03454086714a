import type { Source } from '../../connectors/bss/port.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { readRows } from '../../connectors/staging/rows.ts';
import { sampleFiles } from '../../domain/estimate/files.ts';
import { largestFile } from '../../domain/judge-content.ts';
import type { FileVolume } from '../../schemas/estimate.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import type { StagedFile } from './stage-survey.ts';

/** Files of each object that are read from the source, to know how large they are. */
const mostMeasured = 20;

/**
 * How many files will be attached, by what they hang on, and how many bytes they have: some are read from the source, and thrown
 * away. What can't be attached has none, and is counted as missing.
 */
export async function measureFiles(
  { staging }: Pick<Ports, 'staging'>,
  { mapping }: Pick<StoredEngagement, 'mapping'>,
  source: Pick<Source, 'document'>,
  files: StagedFile[],
): Promise<FileVolume[]> {
  const staged = files.find(({ object }) => object === 'documents');
  if (!staged || !mapping.modules['Attachments']) return [];
  const found = sampleFiles(mapping, mostMeasured);
  for await (const row of readRows(staging, staged.path)) found.add(row);
  const volumes: FileVolume[] = [];
  for (const { object, files: count, sample } of found.groups()) {
    const sizes: (number | null)[] = [];
    for (const row of sample) sizes.push(await sizeOf(source, row));
    const found = sizes.filter((size) => size !== null);
    const ofAll = (part: number) => Math.round((part * count) / sample.length);
    volumes.push({
      ...{ object, files: count, measured: sample.length },
      missing: ofAll(sizes.length - found.length),
      bytes: ofAll(found.reduce((sum, size) => sum + size, 0)),
    });
  }
  return volumes;
}

/** Null for a file that can't be attached. */
async function sizeOf(source: Pick<Source, 'document'>, row: Record<string, string>): Promise<number | null> {
  const content = await source.document(row).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.kind === 'contract') return null;
    throw error;
  });
  if (content === null) return null;
  let bytes = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > largestFile) return null;
    }
  } finally {
    content.destroy();
  }
  return bytes === 0 ? null : bytes;
}
