import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import pMap from 'p-map';
import type { JsonObject } from '../../schemas/json.ts';
import type { Related, TmfObject, TmfProfile } from '../../schemas/profile.ts';
import type { ExtractedObject } from '../../schemas/words.ts';
import { sha256 } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { checkFields } from './check-fields.ts';
import { expression, fieldReaders, textOf } from './fields.ts';
import { fetchDocument, placeOf } from './document-content.ts';
import { keysOf, objectIn } from './profile-objects.ts';
import type { Chunk, Source } from './port.ts';
import { openSourceHost } from './source-host.ts';
import { newReport, type PagingReport } from './tmf-pages.ts';
import { createTmfServer, Unreadable, type ListOf, type TmfServer } from './tmf-server.ts';

type Read<T> = (row: JsonObject) => T;
/** Finds what stands beside a record. */
type Join = (row: JsonObject) => Promise<[name: string, value: JsonObject[] | JsonObject | null]>;

/**
 * TM Forum Open APIs as a source. Such servers have no snapshot: pages are read while business goes on, each record counts
 * once, and what differs from the server's own total is told. After a crash lists are read again from their beginning, but
 * the records that were staged are not.
 * @throws ConnectorError `configuration` for a wrong profile, `contract` for answers that can't be used
 */
export function createTmfSource(profile: TmfProfile): Source {
  const host = openSourceHost(profile);
  const server = createTmfServer(host, profile.never);
  const { timeZone, requestsAtOnce } = profile;
  const reports = new Map<ExtractedObject, PagingReport>();
  const objectOf = (object: ExtractedObject): TmfObject => objectIn(profile.objects, object);

  async function* read(
    object: ExtractedObject,
    _after: string | null,
    known: () => AsyncIterable<string> = nothing,
  ): AsyncGenerator<Chunk> {
    const described = objectOf(object);
    const readers = fieldReaders(object, described.fields, { isJson: true, timeZone });
    const keyAt = Object.keys(described.fields).indexOf(described.key);
    const idOf = identity(described.id, `${object}.id`);
    const report = newReport();
    reports.set(object, report);
    const entries = entriesOf(described, object);
    const complete = completion(server, object, described, idOf, report);
    const staged = await counted(known());
    /** Whether a record with this key is staged already; of several with one key, as many as are staged. */
    const isStaged = (key: string) => {
      const left = staged.get(key) ?? 0;
      if (left > 0) staged.set(key, left - 1);
      return left > 0;
    };
    const keyOf = readers[keyAt];
    for await (const page of server.pages(described, idOf, report)) {
      // The key of a shallow record is known as soon as the record's id is the key.
      const lacking =
        staged.size === 0 || described.each ? page : page.filter((row) => !isStaged(keyOf?.(row) || idOf(row)));
      const first = report.distinct - page.length;
      const readRows = async (row: JsonObject): Promise<string[][]> => {
        try {
          return entries(await complete(row)).map((entry) => readers.map((field) => field(entry)));
        } catch (error) {
          // What belongs to it can't be given: the record is named, and the others are read.
          if (!(error instanceof Unreadable)) throw error;
          report.unreadable.push(first + page.indexOf(row));
          return [];
        }
      };
      const rows = await pMap(lacking, readRows, { concurrency: requestsAtOnce });
      const fresh = rows.flat().filter((row) => !isStaged(row[keyAt] ?? ''));
      if (fresh.length > 0)
        yield { csv: Buffer.from(stringify(fresh)), rows: fresh.length, checkpoint: String(report.distinct) };
    }
  }

  /** The server's total, or, where it tells none, what its pages hold. */
  async function claimed(object: ExtractedObject): Promise<number> {
    const described = objectOf(object);
    if (described.each) {
      let rows = 0;
      for await (const chunk of read(object, null)) rows += chunk.rows;
      return rows;
    }
    const report = newReport();
    const pages = server.pages(described, identity(described.id, object), report);
    for await (const _ of pages) if (report.total !== null) break;
    return report.total ?? report.distinct;
  }

  async function* handedOver(list: ListOf & { fields: TmfObject['fields'] }, object: string): AsyncGenerator<string> {
    const readers = fieldReaders(object, list.fields, { isJson: true, timeZone });
    yield stringify([Object.keys(list.fields)]);
    for await (const page of server.pages(list, identity('id', object), newReport()))
      yield stringify(page.map((row) => readers.map((field) => field(row))));
  }

  return {
    async columns() {
      const columns: Partial<Record<ExtractedObject, string[]>> = {};
      for (const object of Object.keys(profile.objects) as ExtractedObject[]) {
        const described = objectOf(object);
        columns[object] = checkFields(object, described, profile.never);
        fieldReaders(object, described.fields, { isJson: true, timeZone });
        // That the server is there, takes the credentials and knows the resource.
        const list = { ...described, paging: { ...described.paging, size: 1 } };
        await server.pages(list, identity(described.id, object), newReport()).next();
      }
      return columns;
    },
    keys: () => keysOf(profile.objects),
    customFields: () => Promise.resolve(profile.customFields),
    withSnapshot(work) {
      const takenAt = new Date().toISOString();
      return work({
        id: `paged from ${takenAt} on`,
        takenAt,
        count: async (object) => ({ rows: await claimed(object), isExact: false }),
        read,
        changes: () => null,
        remarks: (object) => remarksOf(reports.get(object) ?? newReport()),
        handoff(object) {
          const list = profile.handoff[object];
          return list && Object.keys(list.fields).length > 0 ? Readable.from(handedOver(list, object)) : null;
        },
        async countHandoff(object) {
          const list = profile.handoff[object];
          const report = newReport();
          if (list) for await (const _ of server.pages(list, identity('id', object), report));
          return report.distinct;
        },
      });
    },
    async document(record, signal) {
      const place = placeOf(profile.documentContent);
      const { resource, key } = objectOf('documents');
      // Links expire, so that the record is asked for its own each time.
      const found = await server.one(resource, record[key] ?? '');
      if (!found) return null;
      const read = expression('link' in place ? place.link : place.base64, 'documentContent');
      const told = textOf(read(found));
      if (told === '') return null;
      if ('base64' in place) return Readable.from([Buffer.from(told, 'base64')]);
      return fetchDocument(host, addressOf(told, host.base), signal);
    },
    close: () => Promise.resolve(),
  };
}

/** The rows that a record is made of: itself, or the entries of its list. */
function entriesOf({ each }: TmfObject, object: string): (whole: JsonObject) => JsonObject[] {
  if (each === undefined) return (whole) => [whole];
  const list = expression(each, `${object}.each`);
  return (whole) => {
    const entries = list(whole);
    return Array.isArray(entries) ? entries.map((entry) => ({ ...(entry as JsonObject), parent: whole })) : [];
  };
}

/** @throws ConnectorError `contract`; the address is not told, for it may hold a token */
function addressOf(text: string, base: string): URL {
  if (URL.canParse(text, `${base}/`)) return new URL(text, `${base}/`);
  throw new ConnectorError('contract', 'A document has a link that is none. Nothing was fetched; ask its operator.');
}

/** A record without an id is told apart by its content, so that none is taken for another. */
function identity(id: string, where: string): Read<string> {
  const read = expression(id, where);
  return (row) => textOf(read(row)) || sha256(JSON.stringify(row));
}

async function counted(keys: AsyncIterable<string>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

async function* nothing(): AsyncGenerator<string> {
  // Nothing was staged before.
}

/** Reads a record again by its id, where lists are shallow, and finds what stands beside it. */
function completion(
  server: TmfServer,
  object: string,
  { resource, readEach, with: related }: TmfObject,
  idOf: Read<string>,
  report: PagingReport,
): (row: JsonObject) => Promise<JsonObject> {
  const joins = Object.entries(related).map(([name, one]) => joinOf(server, `${object}.${name}`, name, one, report));
  return async (row) => {
    const whole = readEach ? ((await server.one(resource, idOf(row))) ?? row) : row;
    const found = await Promise.all(joins.map((join) => join(whole)));
    return found.length === 0 ? whole : { ...whole, ...Object.fromEntries(found) };
  };
}

function joinOf(server: TmfServer, where: string, name: string, related: Related, report: PagingReport): Join {
  if ('is' in related) {
    const value = expression(related.is, where);
    const idOf = identity('id', where);
    return async (row) => {
      const query = { [related.where]: textOf(value(row)) };
      return [name, await server.all({ resource: related.resource, query, paging: related.paging }, idOf)];
    };
  }
  const id = expression(related.id, where);
  const kind = 'kind' in related ? expression(related.kind, where) : null;
  return async (row) => {
    const wanted = textOf(id(row));
    const resource = 'kind' in related ? related.resources[textOf(kind?.(row) ?? null)] : related.resource;
    if (wanted === '') return [name, null];
    const found = resource === undefined ? null : await server.one(resource, wanted);
    if (!found) report.missing[name] = (report.missing[name] ?? 0) + 1;
    return [name, found];
  };
}

function remarksOf({ distinct, repeated, unreadable, missing, total, ignoresPaging }: PagingReport): string[] {
  const remarks: string[] = [];
  if (total !== null && total !== distinct)
    remarks.push(`the server counts ${total} records and gave ${distinct} different ones`);
  if (repeated > 0) remarks.push(`${repeated} records came twice`);
  if (unreadable.length > 0)
    remarks.push(`the server can't give ${unreadable.length} records, at place ${unreadable.slice(0, 20).join(', ')}`);
  for (const [name, count] of Object.entries(missing))
    remarks.push(`${count} records refer to a ${name} that is not there`);
  if (ignoresPaging) remarks.push('the server gives everything at once, whatever page is asked for');
  return remarks;
}
