import { alignLines, lineFields } from '../../domain/line-items.ts';
import { keyFieldOf, traitsOf } from '../../domain/module-traits.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { FoundRecord, ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';
import { explainDeleted } from './explain-deleted.ts';
import { duplicateReason, hasValues, rejected, withParents, written } from './outcomes.ts';
import { sameInZoho } from './same-in-zoho.ts';
import type { SendBatch } from './send-batch.ts';
import { afterWrite, writeOnce } from './write-once.ts';

/**
 * Writes standard fields, lookups, lines and the key of one batch. New records are inserted and never upserted: an upsert
 * also matches other unique fields of the org, and would overwrite the record of somebody else. Known records are
 * updated by id.
 */
export const sendBase: SendBatch = async (ports, { module }, records, lookUpFirst) => {
  const { zoho } = ports;
  const keyField = keyFieldOf(module, ports.keyField);
  const isUnique = traitsOf(module).key !== 'title';
  const { whole, lost } = withParents(records);
  // What people changed in Zoho stays, and nothing else of these records changed.
  const same = whole.filter((record) => !isNew(record) && !hasValues(record));
  const booked = await writeOnce(
    whole.filter((record) => isNew(record) || hasValues(record)),
    lookUpFirst,
    async (open) => {
      // Where nothing is unique, a lost request that arrives after the question would make a second record, or a second part.
      if (!isUnique) await ports.settle();
      return lookUpWritten(zoho, keyField, module, open);
    },
    (open) => send(zoho, keyField, module, open),
  );
  const explained = await explainDeleted(zoho, module, whole, booked);
  return [
    ...explained,
    ...same.map((record) => written(record, { id: record.zohoId ?? '', modifiedAt: null })),
    ...lost,
  ];
};

const isNew = (record: ClaimedRecord) => record.zohoId === null;

const findOurs = async (
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<Map<string, FoundRecord>> =>
  records.length === 0
    ? new Map()
    : zoho.findByKey(
        module,
        keyField,
        records.map((record) => valueOfKey(keyField, record)),
      );

/** What the key's field of a new record holds. */
const valueOfKey = (keyField: string, { key, values }: ClaimedRecord): string => {
  const value = values[keyField];
  return typeof value === 'string' ? value : key;
};

/** The records that are already written: new records by key, known records by their values. */
async function lookUpWritten(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<RecordOutcome[]> {
  const found = await findOurs(zoho, keyField, module, records.filter(isNew));
  // A list does not include lines, so lines can't be compared. It is safe to update them again, by the ids of their rows.
  const lines = lineFields[module];
  const comparable = records.filter((record) => !isNew(record) && !(lines && lines in record.values));
  const same = await sameInZoho(zoho, module, comparable);
  return records.flatMap((record) => {
    const ours = found.get(valueOfKey(keyField, record));
    if (ours) return written(record, ours);
    const modifiedAt = same.get(record.key);
    return modifiedAt === undefined ? [] : written(record, { id: record.zohoId ?? '', modifiedAt });
  });
}

async function send(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<RecordOutcome[]> {
  const fresh = records.filter(isNew);
  const known = records.filter((record) => !isNew(record));
  // Reads come first: nothing is written yet when one of them is refused.
  const changes = await changesOf(zoho, module, known);
  const booked: RecordOutcome[] = [];
  if (fresh.length > 0) {
    const results = await zoho.insert(
      module,
      fresh.map((record) => record.values),
    );
    booked.push(...(await afterWrite(settleInserts(zoho, keyField, module, fresh, results))));
  }
  if (known.length > 0) {
    const update = zoho.update(module, changes);
    const results = await (fresh.length > 0 ? afterWrite(update) : update);
    booked.push(...known.map((record, index) => outcomeOf(record, results[index], keyField)));
  }
  return booked;
}

/**
 * The outcomes of inserted records. Zoho may name any unique field of a duplicate, so the records that it rejects as
 * duplicates are looked up by our key: what has it was written by an earlier call of ours.
 */
async function settleInserts(
  zoho: LoadsRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
  results: ItemResult[],
): Promise<RecordOutcome[]> {
  const duplicates = records.filter((_, index) => {
    const result = results[index];
    return result && !result.ok && result.duplicateId !== undefined;
  });
  const ours = await findOurs(zoho, keyField, module, duplicates);
  return records.map((record, index) => {
    const found = ours.get(valueOfKey(keyField, record));
    return found ? written(record, found) : outcomeOf(record, results[index], keyField);
  });
}

/**
 * The values of updates. Lines get the ids of their rows, because Zoho would append a row without an id. Only a read of a
 * single record returns them. The reads follow each other: a lane has one call under way, and more would be refused.
 */
async function changesOf(zoho: LoadsRecords, module: Module, known: ClaimedRecord[]): Promise<JsonObject[]> {
  const lines = lineFields[module];
  const changes: JsonObject[] = [];
  for (const { zohoId, values, last } of known) {
    const id = zohoId ?? '';
    const wanted = lines && values[lines];
    if (!wanted) changes.push({ ...values, id });
    else {
      const current = await zoho.read(module, id);
      changes.push({ ...values, id, [lines]: alignLines(wanted, current?.[lines] ?? [], last?.values[lines]) });
    }
  }
  return changes;
}

function outcomeOf(record: ClaimedRecord, result: ItemResult | undefined, keyField: string): RecordOutcome {
  if (!result) return rejected(record, 'no result for this record');
  if (result.ok) return written(record, result);
  return rejected(record, duplicateReason(result, keyField) ?? result.reason);
}
