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
 * away. What can't be attached has none.
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
    let bytes = 0;
    for (const row of sample) bytes += await sizeOf(source, row);
    volumes.push({ object, files: count, measured: sample.length, bytes: Math.round((bytes * count) / sample.length) });
  }
  return volumes;
}

async function sizeOf(source: Pick<Source, 'document'>, row: Record<string, string>): Promise<number> {
  const content = await source.document(row).catch((error: unknown) => {
    if (error instanceof ConnectorError && error.kind === 'contract') return null;
    throw error;
  });
  if (content === null) return 0;
  let bytes = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > largestFile) return 0;
    }
  } finally {
    content.destroy();
  }
  return bytes;
}
