import type { ItemResult } from '../../connectors/zoho/port.ts';
import { isObject } from '../../domain/compare-record.ts';
import { noParent, unclearParent } from '../../domain/issue-place.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedRecord, RecordKey, RecordOutcome } from '../../schemas/record.ts';

export const rejected = (
  { no, key }: ClaimedRecord,
  reason: string,
  reference: RecordKey | null = null,
): RecordOutcome => ({
  no,
  key,
  outcome: 'rejected',
  zohoId: null,
  modifiedAt: null,
  reason,
  reference,
  parentId: null,
});

export const written = (
  { no, key, zohoId, values }: ClaimedRecord,
  { id, modifiedAt }: { id: string; modifiedAt: string | null },
): RecordOutcome => ({
  no,
  key,
  outcome: zohoId === null ? 'created' : 'updated',
  zohoId: id,
  modifiedAt,
  reason: null,
  reference: null,
  parentId: parentIn(values),
});

/** The record that a note, a file or an e-mail hangs on, if its values name it. */
const parentIn = ({ Parent_Id: parent }: JsonObject): string | null =>
  isObject(parent) && typeof parent['id'] === 'string' ? parent['id'] : null;

/** Why a record can't be written because of one of its references, and which one; null if all lead to one record. */
export function lostParent({ unresolved, ambiguous = [] }: ClaimedRecord): { why: string; key: RecordKey } | null {
  const [missing] = unresolved;
  if (missing !== undefined) return { why: noParent, key: missing };
  const [unclear] = ambiguous;
  return unclear === undefined ? null : { why: unclearParent, key: unclear };
}

/** Records whose references all lead to one record, and the outcomes of the others. */
export function withParents(records: ClaimedRecord[]): { whole: ClaimedRecord[]; lost: RecordOutcome[] } {
  const [whole, lost]: [ClaimedRecord[], RecordOutcome[]] = [[], []];
  for (const record of records) {
    const parent = lostParent(record);
    if (parent) lost.push(rejected(record, parent.why, parent.key));
    else whole.push(record);
  }
  return { whole, lost };
}

/** Whether there is something to write. */
export const hasValues = (record: ClaimedRecord): boolean => Object.keys(record.values).length > 0;

/** Why a value that must be unique was rejected, with the id of the record that has it; null for other rejections. */
export function duplicateReason(result: ItemResult, keyField: string): string | null {
  if (result.ok || result.duplicateId === undefined) return null;
  const { field = 'a unique field', duplicateId } = result;
  return field === keyField
    ? `${field} differs only in letter case from the key of record ${duplicateId} in Zoho`
    : `${field} already belongs to record ${duplicateId} in Zoho`;
}
