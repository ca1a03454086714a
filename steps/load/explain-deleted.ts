import type { LoadsRecords } from '../../connectors/zoho/port.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { afterWrite } from './write-once.ts';

/** Why a change of a record is rejected that people have deleted. */
export const deletedReason =
  'people deleted it in Zoho. Restore it from the recycle bin there and load it again, or delete its row in the source';

/**
 * Says of changes that Zoho refused as invalid whether their record does not exist any more: Zoho's own reason is only that an id is
 * invalid. One read for the batch, and none if nothing was refused.
 */
export async function explainDeleted(
  zoho: Pick<LoadsRecords, 'readByIds'>,
  module: Module,
  records: ClaimedRecord[],
  booked: RecordOutcome[],
): Promise<RecordOutcome[]> {
  const ids = new Map(records.flatMap(({ key, zohoId }) => (zohoId === null ? [] : [[key, zohoId] as const])));
  const refused = booked.filter(
    ({ key, outcome, reason }) => outcome === 'rejected' && ids.has(key) && reason?.startsWith('INVALID_DATA'),
  );
  if (refused.length === 0) return booked;
  const asked = refused.map(({ key }) => ids.get(key)!);
  const present = await afterWrite(zoho.readByIds(module, asked, ['Modified_Time']));
  const isDeleted = (one: RecordOutcome) => refused.includes(one) && !present.has(ids.get(one.key)!);
  return booked.map((one) => (isDeleted(one) ? { ...one, reason: deletedReason } : one));
}
