import { stringify } from 'csv-stringify/sync';
import type { JsonObject } from '../../../schemas/json.ts';
import type { HandoffObject } from '../../../schemas/terms.ts';
import { fieldReaders, type ReadField } from '../fields.ts';
import type { TmfApi } from './read.ts';
import { idReader } from './records.ts';
import { newReport } from './report.ts';

/** The handed-off fields of an object as CSV with a header; null when the profile only counts it. */
export function handoffCsv({ server, profile }: TmfApi, object: HandoffObject): AsyncGenerator<string> | null {
  const list = profile.handoff[object];
  if (!list || Object.keys(list.fields).length === 0) return null;
  const fields = fieldReaders(object, list.fields, { isJson: true, timeZone: profile.timeZone });
  const pages = server.pages(list, idReader('id', object), newReport());
  return csvOf(Object.keys(list.fields), pages, fields);
}

async function* csvOf(
  names: string[],
  pages: AsyncIterable<JsonObject[]>,
  fields: ReadField[],
): AsyncGenerator<string> {
  yield stringify([names]);
  for await (const page of pages) yield stringify(page.map((record) => fields.map((field) => field(record))));
}

/** The number of records of a handed-off object; 0 when the profile doesn't have it. */
export async function countHandoff({ server, profile }: TmfApi, object: HandoffObject): Promise<number> {
  const list = profile.handoff[object];
  const report = newReport();
  if (list) for await (const _ of server.pages(list, idReader('id', object), report));
  return report.distinct;
}
