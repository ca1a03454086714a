import { alignLines, lineFields } from '../../domain/line-items.ts';
import { sameValues } from '../../domain/compare-record.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordOutcome, ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../../connectors/error.ts';
import type { ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';
import type { SendBatch } from './send-batch.ts';
import { writeOnce } from './write-once.ts';

const rejected = (record: ClaimedRecord, reason: string, reference: RecordKey | null = null): RecordOutcome => ({
  key: record.key,
  outcome: 'rejected',
  zohoId: null,
  reason,
  reference,
});
const written = (record: ClaimedRecord, zohoId: string): RecordOutcome => ({
  key: record.key,
  outcome: record.existed ? 'updated' : 'created',
  zohoId,
  reason: null,
  reference: null,
});

/**
 * Writes standard fields, lookups, lines and the key of one batch. New records with lines are inserted, because a
 * repeated upsert would append their lines again. Other new records are upserted by our key. Known records are updated.
 */
export const sendBase: SendBatch = async ({ zoho, keyField }, { module }, records, lookUpFirst) => {
  const orphans = records.filter((record) => record.unresolved.length > 0);
  const booked = await writeOnce(
    records.filter((record) => record.unresolved.length === 0),
    lookUpFirst,
    async (open) => {
      const found = await lookUpWritten(zoho, keyField, module, open);
      return open.flatMap((record) => {
        const id = found.get(record.key);
        return id === undefined ? [] : [written(record, id)];
      });
    },
    (open) => send(zoho, keyField, module, open),
  );
  return [...booked, ...orphans.map((record) => rejected(record, 'parent not migrated', record.unresolved[0]))];
};

/** The records that are already written, with their Zoho ids: new records by key, known records by their values. */
async function lookUpWritten(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<Map<string, string>> {
  const newRecords = records.filter((record) => !record.existed);
  const known = records.filter((record) => record.existed);
  const found =
    newRecords.length > 0
      ? await zoho.findByKey(
          module,
          keyField,
          newRecords.map((record) => record.key),
        )
      : new Map<string, string>();
  // A list does not include lines, so records with lines can't be compared. It is safe to update them again.
  const comparable = lineFields[module] ? [] : known;
  for (const record of await sameInZoho(zoho, module, comparable)) found.set(record.key, record.zohoId ?? '');
  return found;
}

/** The records whose values in Zoho are already as wanted. */
export async function sameInZoho(
  zoho: LoadsRecords,
  module: Module,
  records: ClaimedRecord[],
): Promise<ClaimedRecord[]> {
  if (records.length === 0) return [];
  const fields = [...new Set(records.flatMap((record) => Object.keys(record.values)))];
  const ids = records.flatMap((record) => record.zohoId ?? []);
  const actual = await zoho.readByIds(module, ids, fields);
  return records.filter((record) => sameValues(record.values, actual.get(record.zohoId ?? '') ?? {}));
}

async function send(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<RecordOutcome[]> {
  const newRecords = records.filter((record) => record.zohoId === null);
  const known = records.filter((record) => record.zohoId !== null);
  const values = newRecords.map((record) => record.values);
  const booked: RecordOutcome[] = [];
  if (newRecords.length > 0) {
    const results = lineFields[module]
      ? await zoho.insert(module, values)
      : await zoho.upsert(module, keyField, values);
    booked.push(...newRecords.map((record, index) => outcomeOf(record, results[index], keyField)));
  }
  if (known.length > 0) {
    const changes = await Promise.all(known.map((record) => changeOf(zoho, module, record)));
    const results = await zoho.update(module, changes).catch((error: unknown) => {
      // The new records of the batch are written already, so the batch does not count as unsent.
      const lost = error instanceof ConnectorError && error.kind === 'rate-limited' && newRecords.length > 0;
      throw lost ? new ConnectorError('unknown-outcome', error.message, error) : error;
    });
    booked.push(...known.map((record, index) => outcomeOf(record, results[index], keyField)));
  }
  return booked;
}

/** The values of an update. Lines get the ids of their rows, because Zoho would append a row without an id. */
async function changeOf(zoho: LoadsRecords, module: Module, record: ClaimedRecord): Promise<JsonObject> {
  const id = record.zohoId ?? '';
  const lines = lineFields[module];
  if (!lines) return { ...record.values, id };
  const current = await zoho.read(module, id);
  return { ...record.values, id, [lines]: alignLines(record.values[lines] ?? [], current?.[lines] ?? []) };
}

function outcomeOf(record: ClaimedRecord, result: ItemResult | undefined, keyField: string): RecordOutcome {
  if (!result) return rejected(record, 'no result for this record');
  if (result.ok) return written(record, result.id);
  // A duplicate of our own key means that an earlier call wrote the record.
  if (result.duplicateId && result.field === keyField) return written(record, result.duplicateId);
  return rejected(record, result.reason);
}
