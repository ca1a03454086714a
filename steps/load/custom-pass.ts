import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { sameInZoho } from './base-pass.ts';
import type { SendBatch } from './send-batch.ts';
import { writeOnce } from './write-once.ts';

function bookedAs(record: ClaimedRecord, refused: string | null): RecordOutcome {
  const leftOut = record.unresolved.length > 0 ? 'lookup left blank: parent not migrated' : null;
  return {
    key: record.key,
    outcome: refused === null ? 'updated' : 'rejected',
    zohoId: record.zohoId,
    reason: refused ?? leftOut,
    reference: null,
  };
}

/** Writes custom fields and lookups within the module, by record id. */
export const sendCustom: SendBatch = ({ zoho }, { module }, records, lookUpFirst) =>
  writeOnce(
    records,
    lookUpFirst,
    async (open) => (await sameInZoho(zoho, module, open)).map((record) => bookedAs(record, null)),
    async (open) => {
      const answers = await zoho.update(
        module,
        open.map((record) => ({ ...record.values, id: record.zohoId })),
      );
      return open.map((record, index) => {
        const answer = answers[index];
        return bookedAs(record, answer?.ok ? null : (answer?.reason ?? 'no answer for this record'));
      });
    },
  );
