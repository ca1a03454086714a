import type { Source } from '../../connectors/bss/port.ts';
import { readRows } from '../../connectors/staging/rows.ts';
import { sampleFiles } from '../../domain/estimate/files.ts';
import { plainId } from '../../domain/identity.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import type { ReadFiles } from '../../domain/quality/rule.ts';
import type { FileVolume } from '../../schemas/estimate.ts';
import { readContent } from '../files/read-content.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import type { StagedFile } from './stage-survey.ts';

/** Files of each object that are read from the source, to know how large they are and whether a load would attach them. */
const mostMeasured = 100;

/** What some of the files are like. */
export interface MeasuredFiles {
  /** How many files will be attached, by what they hang on, and how many bytes they have. */
  volumes: FileVolume[];
  readFiles: ReadFiles;
}

/**
 * Reads some of the files from the source as a load does, and throws them away. What can't be attached has no bytes, and is counted as
 * missing; a text with a network identifier is a finding of the data's quality.
 */
export async function measureFiles(
  { staging }: Pick<Ports, 'staging'>,
  { mapping }: Pick<StoredEngagement, 'mapping'>,
  { source, guard, files }: { source: Pick<Source, 'document'>; guard: Pick<Guard, 'scanText'>; files: StagedFile[] },
): Promise<MeasuredFiles> {
  const staged = files.find(({ object }) => object === 'documents');
  if (!staged || !mapping.modules['Attachments']) return { volumes: [], readFiles: { files: 0, read: 0, held: [] } };
  const found = sampleFiles(mapping, mostMeasured);
  for await (const row of readRows(staging, staged.path)) found.add(row);
  const volumes: FileVolume[] = [];
  const readFiles = { files: 0, read: 0, held: [] as string[] };
  for (const { object, files: count, sample } of found.groups()) {
    let [missing, withheld, bytes] = [0, 0, 0];
    for (const row of sample) {
      const { file, isWithheld } = await readContent({ open: () => source.document(row), guard }, '');
      bytes += file?.bytes ?? 0;
      await file?.close();
      if (isWithheld) {
        readFiles.held.push(plainId(row[staged.key] ?? ''));
        withheld += 1;
      } else if (!file) missing += 1;
    }
    readFiles.files += count;
    readFiles.read += sample.length - missing;
    const ofAll = (part: number) => Math.round((part * count) / sample.length);
    volumes.push({
      ...{ object, files: count, measured: sample.length },
      ...{ missing: ofAll(missing), withheld: ofAll(withheld), bytes: ofAll(bytes) },
    });
  }
  return { volumes, readFiles };
}
