import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { sameInZoho } from './base-pass.ts';
import type { SendBatch } from './send-batch.ts';
import { writeOnce } from './write-once.ts';

function outcomeOf(record: ClaimedRecord, rejection: string | null): RecordOutcome {
  const missingLookup = record.unresolved.length > 0 ? 'lookup left blank: parent not migrated' : null;
  return {
    key: record.key,
    outcome: rejection === null ? 'updated' : 'rejected',
    zohoId: record.zohoId,
    reason: rejection ?? missingLookup,
    reference: null,
  };
}

/** Writes custom fields and lookups within the module, by record id. */
export const sendCustom: SendBatch = ({ zoho }, { module }, records, lookUpFirst) =>
  writeOnce(
    records,
    lookUpFirst,
    async (open) => (await sameInZoho(zoho, module, open)).map((record) => outcomeOf(record, null)),
    async (open) => {
      const results = await zoho.update(
        module,
        open.map((record) => ({ ...record.values, id: record.zohoId })),
      );
      return open.map((record, index) => {
        const result = results[index];
        return outcomeOf(record, result?.ok ? null : (result?.reason ?? 'no result for this record'));
      });
    },
  );
