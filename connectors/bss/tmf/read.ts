import { stringify } from 'csv-stringify/sync';
import pMap from 'p-map';
import type { JsonObject } from '../../../schemas/json.ts';
import type { TmfProfile } from '../../../schemas/profile.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';
import { fieldReaders } from '../fields.ts';
import type { Chunk } from '../port.ts';
import { objectProfile } from '../profile-objects.ts';
import { idReader, rowsOfRecord } from './records.ts';
import { recordCompleter } from './related.ts';
import { newReport, type ReadingReport } from './report.ts';
import { UnreadableRecord, type TmfServer } from './server.ts';
import { countKeys, noKeys } from './staged-keys.ts';

/** A profile and the server that it describes. */
export interface TmfApi {
  server: TmfServer;
  profile: TmfProfile;
}

/**
 * The rows of an object, one chunk for each page. A list is always read from its beginning, but records that are staged
 * are skipped before they are completed. A record of which a part can't be returned is reported, and the others are read.
 */
export async function* readObject(
  { server, profile }: TmfApi,
  object: ExtractedObject,
  report: ReadingReport,
  stagedKeys: () => AsyncIterable<string> = noKeys,
): AsyncGenerator<Chunk> {
  const described = objectProfile(profile.objects, object);
  const idOf = idReader(described.id, `${object}.id`);
  const fields = fieldReaders(object, described.fields, { isJson: true, timeZone: profile.timeZone });
  const keyColumn = Object.keys(described.fields).indexOf(described.key);
  const readKey = fields[keyColumn];
  const staged = await countKeys(stagedKeys());
  const complete = recordCompleter(server, { object, profile: described, idOf }, report);
  const rowsOf = rowsOfRecord(described, object);
  const cellsOf = async (record: JsonObject): Promise<string[][]> =>
    rowsOf(await complete(record)).map((row) => fields.map((field) => field(row)));

  for await (const page of server.pages(described, idOf, report)) {
    const firstPosition = report.distinct - page.length;
    const readCells = (record: JsonObject): Promise<string[][]> =>
      cellsOf(record).catch((error: unknown) => {
        if (!(error instanceof UnreadableRecord)) throw error;
        const id = idOf(record);
        // An id like this may be a network identifier, which must not be in a document.
        if (/\d{14}|^[0-9a-f]{32}/i.test(id)) report.unreadable.push(firstPosition + page.indexOf(record));
        else report.incomplete.push(id);
        return [];
      });
    // The key of a record in a shallow list is often its id. The keys of `each` are only known once they are read.
    const isNew = (record: JsonObject) => !staged.takes(readKey?.(record) || idOf(record));
    const records = staged.isEmpty || described.each ? page : page.filter(isNew);
    const cells = await pMap(records, readCells, { concurrency: profile.requestsAtOnce });
    const fresh = cells.flat().filter((row) => !staged.takes(row[keyColumn] ?? ''));
    if (fresh.length > 0)
      yield { csv: Buffer.from(stringify(fresh)), rows: fresh.length, checkpoint: String(report.distinct) };
  }
}

/** The number of records in the server's own total; without a total, the number of different records in its pages. */
export async function countObject(api: TmfApi, object: ExtractedObject): Promise<number> {
  const described = objectProfile(api.profile.objects, object);
  const report = newReport();
  if (described.each) {
    let rows = 0;
    for await (const chunk of readObject(api, object, report)) rows += chunk.rows;
    return rows;
  }
  const pages = api.server.pages(described, idReader(described.id, object), report);
  for await (const _ of pages) if (report.total !== null) break;
  return report.total ?? report.distinct;
}
