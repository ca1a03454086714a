import { Readable } from 'node:stream';
import type { BadRow, Chunk, Snapshot } from '../../connectors/bss/port.ts';
import { withHeader } from '../../connectors/staging/rows.ts';
import type { SurveyFile } from '../../connectors/staging/survey-database.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import type { Ports, StoredEngagement } from '../ports.ts';

/** A staged file, with the numbers of its rows. */
export interface StagedFile extends SurveyFile {
  rows: number;
  /** Rows that could not be read. They are not in the file. */
  bad: number;
  /** As the source counts them. */
  counted: { rows: number; isExact: boolean };
}

/** Stages all rows of the source for the discovery, one file an object. An earlier survey of the engagement is replaced. */
export async function stageSurvey(
  { staging }: Pick<Ports, 'staging'>,
  { engagement, profile }: Pick<StoredEngagement, 'engagement' | 'profile'>,
  snapshot: Snapshot,
  columns: [ExtractedObject, string[]][],
): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  for (const [object, names] of columns) {
    const path = surveyPath(engagement.slug, object);
    const counted = await snapshot.count(object);
    const seen = { rows: 0, bad: [] as BadRow[] };
    const rows = withHeader(names, csvOf(snapshot.read(object, null), seen));
    await staging.write(path, Readable.from(rows));
    const key = profile.objects[object]?.key ?? '';
    files.push({ object, path, columns: names, key, rows: seen.rows, bad: seen.bad.length, counted });
  }
  return files;
}

export const surveyPath = (slug: string, name: string): string => `${slug}/survey/${name}.csv`;

async function* csvOf(chunks: AsyncIterable<Chunk>, seen: { rows: number; bad: BadRow[] }): AsyncGenerator<Buffer> {
  for await (const { csv, rows, bad = [] } of chunks) {
    seen.rows += rows;
    seen.bad.push(...bad);
    yield csv;
  }
}
