import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { duplicateReason, hasValues, rejected, written } from './outcomes.ts';
import { sameInZoho } from './same-in-zoho.ts';
import type { SendBatch } from './send-batch.ts';
import { writeOnce } from './write-once.ts';

/** The outcome of a written record. It names the lookup that was left out, which a later run has to write. */
const updated = (record: ClaimedRecord, modifiedAt: string | null): RecordOutcome => ({
  ...written(record, { id: record.zohoId ?? '', modifiedAt }),
  reason: record.unresolved.length > 0 ? 'lookup left blank: parent not migrated' : null,
});

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
    async (open) => {
      const results = await zoho.update(
        module,
        open.map((record) => ({ ...record.values, id: record.zohoId })),
      );
      return open.map((record, index) => {
        const result = results[index];
        if (result?.ok) return updated(record, result.modifiedAt);
        if (!result) return rejected(record, 'no result for this record');
        return rejected(record, duplicateReason(result, keyField) ?? result.reason);
      });
    },
  );
  return [...booked, ...records.filter((record) => !hasValues(record)).map((record) => updated(record, null))];
};
