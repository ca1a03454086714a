import type { ItemResult, WritesRecords } from '../../connectors/zoho/port.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { explainDeleted } from './explain-deleted.ts';
import { duplicateReason, hasValues, lostParent, rejected, written } from './outcomes.ts';
import { sameInZoho } from './same-in-zoho.ts';
import type { SendBatch } from './send-batch.ts';
import { afterWrite, writeOnce } from './write-once.ts';

/** Why a field stays blank in Zoho, by its API name. */
type LeftBlank = Map<string, string>;

const none: LeftBlank = new Map();

/** The outcome of a written record. `reason` names the fields that were left out, each on a line of its own. */
function updated(record: ClaimedRecord, modifiedAt: string | null, leftBlank: LeftBlank = none): RecordOutcome {
  const lines = [...leftBlank].map(([field, why]) => `${field}: ${why}`);
  // A later run writes the lookup.
  const lost = lostParent(record);
  if (lost) lines.push(`lookup: ${lost.why}`);
  return {
    ...written(record, { id: record.zohoId ?? '', modifiedAt }),
    reason: lines.length > 0 ? lines.join('\n') : null,
  };
}

/** Writes custom fields and lookups within the module, by record id. */
export const sendCustom: SendBatch = async ({ zoho, keyField }, { module }, records, lookUpFirst) => {
  const booked = await writeOnce(
    records.filter(hasValues),
    lookUpFirst,
    async (open) => {
      const same = await sameInZoho(zoho, module, open);
      return open.flatMap((record) => {
        const modifiedAt = same.get(record.key);
        return modifiedAt === undefined ? [] : updated(record, modifiedAt);
      });
    },
    (open) => updateAll(zoho, keyField, module, open),
  );
  const explained = await explainDeleted(zoho, module, records, booked);
  return [...explained, ...records.filter((record) => !hasValues(record)).map((record) => updated(record, null))];
};

/**
 * Updates the records. Zoho rejects a record with all its fields because of one value, so a record is sent again without
 * the field that Zoho names, as long as it names another one. Each call is about fewer fields.
 */
async function updateAll(
  zoho: WritesRecords,
  keyField: string,
  module: Module,
  records: ClaimedRecord[],
): Promise<RecordOutcome[]> {
  const booked: RecordOutcome[] = [];
  const leftBlank = new Map<ClaimedRecord, LeftBlank>();
  let open = records;
  while (open.length > 0) {
    const update = zoho.update(
      module,
      open.map((record) => ({ ...valuesOf(record, leftBlank.get(record)), id: record.zohoId })),
    );
    const results = await (open === records ? update : afterWrite(update));
    const again: ClaimedRecord[] = [];
    open.forEach((record, index) => {
      const result = results[index];
      if (!result) booked.push(rejected(record, 'no result for this record'));
      else if (result.ok) booked.push(updated(record, result.modifiedAt, leftBlank.get(record)));
      else {
        const why = duplicateReason(result, keyField) ?? result.reason;
        const field = refusedField(record, leftBlank.get(record) ?? none, result);
        if (field === null) booked.push(rejected(record, why));
        else {
          // Zoho may name several fields; each is reported on its own.
          const own = why.split('; ').find((one) => one.includes(field)) ?? why;
          leftBlank.set(record, new Map([...(leftBlank.get(record) ?? none), [field, own]]));
          again.push(record);
        }
      }
    });
    open = again;
  }
  return booked;
}

const valuesOf = (record: ClaimedRecord, leftBlank: LeftBlank = none): JsonObject =>
  Object.fromEntries(Object.entries(record.values).filter(([field]) => !leftBlank.has(field)));

/** The field without which the record can be sent; null if it is unknown, or was the last one. */
function refusedField(record: ClaimedRecord, leftBlank: LeftBlank, result: ItemResult): string | null {
  if (result.ok || result.code === 'WITHHELD' || result.field === undefined) return null;
  const { field } = result;
  if (!Object.hasOwn(record.values, field) || leftBlank.has(field)) return null;
  return Object.keys(record.values).length - leftBlank.size > 1 ? field : null;
}
