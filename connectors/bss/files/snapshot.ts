import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { FileIdentifiers } from '../../../schemas/profile-files.ts';
import type { FilesProfile } from '../../../schemas/profile.ts';
import type { IdentifierKind } from '../../../schemas/terms.ts';
import { fieldReaders, textOf, textsReader } from '../fields.ts';
import type { Identifier, Snapshot } from '../port.ts';
import { listProfile, objectProfile } from '../profile-objects.ts';
import { toChunks } from './chunks.ts';
import type { Delivery } from './delivery.ts';
import type { FileRow } from './file-row.ts';

/** The delivery as it is: files are not expected to change while they are read. */
export async function takeSnapshot(delivery: Delivery, profile: FilesProfile): Promise<Snapshot> {
  const { objects, handoff, timeZone } = profile;
  return {
    ...(await delivery.identity()),
    count: async (object) => ({ rows: await delivery.count(objectProfile(objects, object)), isExact: true }),
    async *read(object, after) {
      const set = objectProfile(objects, object);
      const fields = fieldReaders(object, set.fields, { isJson: isJson(set), timeZone, never: profile.never });
      yield* toChunks(delivery.rows(set), fields, after);
    },
    remarks: (object) => delivery.remarks(objectProfile(objects, object)),
    identifiers: () => readIdentifiers(delivery, profile),
    async moment(object) {
      const set = handoff[object];
      return { by: 'files', files: set ? await delivery.digests(set) : [] };
    },
    handoff(object) {
      const set = handoff[object];
      return set && set.columns.length > 0 ? Readable.from(csvOf(delivery.rows(set), set.columns)) : null;
    },
    credentials(list) {
      const set = listProfile(profile.credentials, list);
      return Readable.from(csvOf(delivery.allRows(set), set.columns));
    },
    async countHandoff(object) {
      const set = handoff[object];
      return set ? delivery.count(set) : 0;
    },
  };
}

const isJson = ({ format }: { format: string }) => format === 'jsonl' || format === 'json';

async function* readIdentifiers(delivery: Delivery, { identifiers }: FilesProfile): AsyncGenerator<Identifier> {
  for (const [kind, list] of Object.entries(identifiers) as [IdentifierKind, FileIdentifiers][]) {
    const source = { isJson: isJson(list), where: `identifiers.${kind}` };
    const readers = list.fields.map((field) => textsReader(field, source));
    for await (const line of delivery.allRows(list)) {
      if (!('row' in line)) continue;
      for (const value of readers.flatMap((read) => read(line.row))) yield { kind, value };
    }
  }
}

async function* csvOf(rows: AsyncIterable<FileRow>, columns: string[]): AsyncGenerator<string> {
  yield stringify([columns]);
  for await (const line of rows)
    if ('row' in line) yield stringify([columns.map((name) => textOf(line.row[name] ?? null))]);
}
