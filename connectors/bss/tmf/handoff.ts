import { stringify } from 'csv-stringify/sync';
import type { JsonObject } from '../../../schemas/json.ts';
import type { HandoffObject } from '../../../schemas/terms.ts';
import { fieldReaders, type ReadField } from '../fields.ts';
import { ConnectorError } from '../../error.ts';
import { listProfile } from '../profile-objects.ts';
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

/**
 * The rows of a list of credentials as CSV with a header.
 * @param api reads what `never` lists, too
 * @throws ConnectorError `contract` after the rows, if the server could not return some
 */
export async function* credentialsCsv({ server, profile }: TmfApi, list: string): AsyncGenerator<string> {
  const where = `credentials.${list}`;
  const described = listProfile(profile.credentials, list);
  const fields = fieldReaders(where, described.fields, { isJson: true, timeZone: profile.timeZone });
  const report = newReport();
  yield* csvOf(Object.keys(described.fields), server.pages(described, idReader('id', where), report), fields);
  const lost = report.unreadable.length;
  if (lost > 0)
    throw new ConnectorError(
      'contract',
      `The server can't return ${lost} records of ${where}. The list was not handed over. Correct the records in the source, and repeat the step.`,
    );
}

/** The number of records of a handed-off object; 0 when the profile doesn't have it. */
export async function countHandoff({ server, profile }: TmfApi, object: HandoffObject): Promise<number> {
  const list = profile.handoff[object];
  const report = newReport();
  if (list) for await (const _ of server.pages(list, idReader('id', object), report));
  return report.distinct;
}
