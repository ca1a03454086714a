import { writeFile } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { ConnectorError } from '../../connectors/error.ts';
import type { ItemResult, LoadsRecords, Usage } from '../../connectors/zoho/port.ts';
import type { ReadsInBulk } from '../../connectors/zoho/read-all.ts';
import { lineFields } from '../../domain/line-items.ts';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/terms.ts';
import type { ModuleComparison } from '../../steps/verify/compare-module.ts';

/** What happens to the next write: `lost` is carried out, but its answer does not arrive. */
export type Fault = 'lost' | 'rate-limited' | 'unavailable';

const modifiedAt = '2026-11-23T14:00:00+00:00';
const ourWrite = { Modified_Time: modifiedAt, Modified_By: { id: '1' } };

/** How a module of the fake is verified, against its own user. */
export function rulesFor(module: Module): Pick<ModuleComparison, 'rules' | 'lineFields' | 'declared' | 'figures'> {
  const subform = lineFields[module];
  return {
    rules: { lines: subform, money: subform ? ['Grand_Total'] : [], places: 2, us: '1' },
    lineFields: subform ? { subform, fields: ['Quantity', 'List_Price', 'Discount'], lookups: new Set() } : null,
    declared: [],
    figures: null,
  };
}

export interface FakeZoho extends LoadsRecords, ReadsInBulk {
  bulkReads: number;
  /** Fields of lines that the last bulk read asked for. */
  linesRead: string[];
  records: Map<string, JsonObject>;
  writes: { how: string; keys: string[]; records: JsonObject[] }[];
  lookUps: number;
  faults: Fault[];
  credits: { remaining: number | null };
  refuse: (record: JsonObject) => string | null;
  /** A person changes fields of the record with this key. */
  edit(key: string, fields: JsonObject): void;
}

/** A value as a cell of a bulk read. */
const textOf = (value: Json): string =>
  value === null ? '' : typeof value === 'object' ? String((value as JsonObject)['id']) : String(value);

/** Implements the port of Zoho in memory, for one module: `Portage_Key` is unique, and faults can be set. */
export function createFakeZoho(): FakeZoho {
  let ids = 4_000_000_000_000_000_000n;
  const usage = { calls: 0, credits: 0, bodiesScanned: 0 };
  const byKey = (key: unknown) => [...fake.records.values()].find((record) => record['Portage_Key'] === key);

  const write = (
    how: string,
    records: JsonObject[],
    one: (record: JsonObject) => ItemResult,
  ): Promise<ItemResult[]> => {
    usage.calls += 1;
    usage.credits += Math.ceil(records.length / 10);
    const fault = fake.faults.shift();
    if (fault === 'rate-limited') return Promise.reject(new ConnectorError('rate-limited', 'too many requests'));
    if (fault === 'unavailable') return Promise.reject(new ConnectorError('unavailable', 'not there'));
    const keyOf = (record: JsonObject) => fake.records.get(String(record['id']))?.['Portage_Key'] ?? record['id'];
    fake.writes.push({ how, keys: records.map((record) => String(record['Portage_Key'] ?? keyOf(record))), records });
    const answers = records.map((record) => {
      const reason = fake.refuse(record);
      return reason ? ({ ok: false, code: 'INVALID_DATA', reason } as const) : one(record);
    });
    return fault === 'lost'
      ? Promise.reject(new ConnectorError('unknown-outcome', 'the answer was lost'))
      : Promise.resolve(answers);
  };
  const insert = (record: JsonObject): ItemResult => {
    const twin = byKey(record['Portage_Key']);
    if (twin) {
      const duplicateId = String(twin['id']);
      return {
        ok: false,
        code: 'DUPLICATE_DATA',
        reason: 'DUPLICATE_DATA Portage_Key',
        field: 'Portage_Key',
        duplicateId,
      };
    }
    const id = String((ids += 1n));
    fake.records.set(id, { ...record, id, ...ourWrite });
    return { ok: true, id, modifiedAt };
  };
  const update = (record: JsonObject): ItemResult => {
    const id = String(record['id']);
    if (!fake.records.has(id)) return { ok: false, code: 'INVALID_DATA', reason: 'INVALID_DATA id' };
    fake.records.set(id, { ...fake.records.get(id), ...record, ...ourWrite });
    return { ok: true, id, modifiedAt };
  };

  const fake: FakeZoho = {
    records: new Map(),
    writes: [],
    lookUps: 0,
    bulkReads: 0,
    linesRead: [],
    faults: [],
    credits: { remaining: null },
    refuse: () => null,
    edit: (key, fields) => {
      const record = byKey(key);
      Object.assign(record ?? {}, fields, { Modified_Time: '2026-11-24T09:00:00+00:00', Modified_By: { id: '77' } });
    },
    insert: (_, records) => write('insert', records, insert),
    update: (_, records) => write('update', records, update),
    remove: (_, given) =>
      Promise.resolve(
        given.map((id): ItemResult =>
          fake.records.delete(id)
            ? { ok: true, id, modifiedAt }
            : { ok: false, code: 'INVALID_DATA', reason: 'INVALID_DATA id' },
        ),
      ),
    findByKey: (_, __, keys) => {
      fake.lookUps += 1;
      return Promise.resolve(
        new Map(
          keys.flatMap((key) => {
            const found = byKey(key);
            return found ? [[key, { key, id: String(found['id']), modifiedAt }] as const] : [];
          }),
        ),
      );
    },
    readByIds: (_, given) => {
      fake.lookUps += 1;
      return Promise.resolve(new Map([...fake.records].filter(([id]) => given.includes(id))));
    },
    readByKey: (_, __, key) => Promise.resolve(byKey(key) ?? null),
    read: (_, id) => Promise.resolve(fake.records.get(id) ?? null),
    // eslint-disable-next-line @typescript-eslint/require-await -- the port wants an async iterable
    async *listKeys() {
      yield [...fake.records.values()].map((one) => ({
        key: String(one['Portage_Key']),
        id: String(one['id']),
        modifiedAt,
      }));
    },
    count: () => Promise.resolve(fake.records.size),
    startBulkRead: ({ fields }) => {
      fake.bulkReads += 1;
      fake.linesRead = fields.filter((name) => !['Parent_Id', 'Sequence_Number'].includes(name));
      return Promise.resolve({ jobId: '1' });
    },
    bulkReadJob: (id) => Promise.resolve({ id, state: 'completed', resultUrl: '', rows: 0, nextPageToken: null }),
    bulkReadFile: (_, file) => {
      const rows = [...fake.records.values()].flatMap((record) =>
        ['Ordered_Items', 'Purchase_Items', 'Invoiced_Items'].flatMap((lines) =>
          ((record[lines] ?? []) as JsonObject[]).map((line, place) => [
            ...fake.linesRead.map((name) => textOf(line[name] ?? null)),
            ...[String(record['id']), String(place + 1)],
          ]),
        ),
      );
      return writeFile(file, stringify([[...fake.linesRead, 'Parent_Id', 'Sequence_Number'], ...rows]));
    },
    currentUser: () => Promise.resolve('1'),
    usage: (): Usage => ({ ...usage, creditsRemaining: fake.credits.remaining }),
  };
  return fake;
}
