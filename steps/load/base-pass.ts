import { alignLines, lineFields } from '../../domain/line-items.ts';
import { sameValues } from '../../domain/compare-record.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordOutcome, ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/words.ts';
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
 * repeated upsert would append their lines; all others are upserted by our key.
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

/** Which of the records are in Zoho as they were to be written: new ones by key, known ones by their values. */
async function lookUpWritten(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<Map<string, string>> {
  const fresh = records.filter((record) => !record.existed);
  const known = records.filter((record) => record.existed);
  const found =
    fresh.length > 0
      ? await zoho.findByKey(
          module,
          keyField,
          fresh.map((record) => record.key),
        )
      : new Map<string, string>();
  // Lines don't come with a list, and their rows are read anew before each update, so these are simply updated again.
  const comparable = lineFields[module] ? [] : known;
  for (const record of await sameInZoho(zoho, module, comparable)) found.set(record.key, record.zohoId ?? '');
  return found;
}

/** Those of the records whose values in Zoho are already what they should be. */
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
  const fresh = records.filter((record) => record.zohoId === null);
  const known = records.filter((record) => record.zohoId !== null);
  const values = fresh.map((record) => record.values);
  const booked: RecordOutcome[] = [];
  if (fresh.length > 0) {
    const answers = lineFields[module]
      ? await zoho.insert(module, values)
      : await zoho.upsert(module, keyField, values);
    booked.push(...fresh.map((record, index) => judge(record, answers[index], keyField)));
  }
  if (known.length > 0) {
    const changes = await Promise.all(known.map((record) => changeOf(zoho, module, record)));
    const answers = await zoho.update(module, changes).catch((error: unknown) => {
      // The other half of the batch is written, so the whole is no longer surely unsent.
      const lost = error instanceof ConnectorError && error.kind === 'rate-limited' && fresh.length > 0;
      throw lost ? new ConnectorError('unknown-outcome', error.message, error) : error;
    });
    booked.push(...known.map((record, index) => judge(record, answers[index], keyField)));
  }
  return booked;
}

/** The values of an update; lines get the ids of their rows, because a row without one would be appended. */
async function changeOf(zoho: LoadsRecords, module: Module, record: ClaimedRecord): Promise<JsonObject> {
  const id = record.zohoId ?? '';
  const lines = lineFields[module];
  if (!lines) return { ...record.values, id };
  const current = await zoho.read(module, id);
  return { ...record.values, id, [lines]: alignLines(record.values[lines] ?? [], current?.[lines] ?? []) };
}

function judge(record: ClaimedRecord, answer: ItemResult | undefined, keyField: string): RecordOutcome {
  if (!answer) return rejected(record, 'no answer for this record');
  if (answer.ok) return written(record, answer.id);
  // Uniqueness of our key turned a repeat into a pointer to the first write.
  if (answer.duplicateId && answer.field === keyField) return written(record, answer.duplicateId);
  return rejected(record, answer.reason);
}
