import type { ConflictRule } from '../schemas/engagement-file.ts';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { ClaimedRecord, Conflict } from '../schemas/record.ts';
import { sameValue } from './compare-record.ts';
import { isEdited, modificationOf } from './judge-record.ts';
import { sameLines } from './line-items.ts';

const states = { source: 'overwritten', zoho: 'left', ask: 'open' } as const;

/**
 * Compares the fields that are about to be written with what Zoho has now. A field that is not what Zoho acknowledged last
 * was changed by people. It follows the rule of the engagement; everything else is written.
 *
 * @param present the record as it is in Zoho, with `Modified_Time`, `Modified_By`, and the fields of `values`
 * @returns the record with the fields to write, and the conflicts
 */
export function settleConflicts(
  record: ClaimedRecord,
  present: JsonObject,
  { rule, lines, us }: { rule: ConflictRule; lines: string | undefined; us: string },
): { record: ClaimedRecord; conflicts: Conflict[] } {
  const { no, key, last, held } = record;
  if (last === null) return { record, conflicts: [] };
  const { at: editedAt, by: editedBy } = modificationOf(present);
  const wasEdited = isEdited(last.modifiedAt, modificationOf(present), us);
  const same = (field: string, one: Json, other: Json) =>
    field === lines ? sameLines(one, other) : sameValue(one, other);
  const values: JsonObject = {};
  const conflicts: Conflict[] = [];
  for (const [field, wanted] of Object.entries(record.values)) {
    const now = present[field] ?? null;
    const isConflict =
      (wasEdited || field in held) && !same(field, last.values[field] ?? null, now) && !same(field, wanted, now);
    const decided = held[field] ?? rule;
    if (isConflict) conflicts.push({ no, key, field, rule: decided, state: states[decided], editedAt, editedBy });
    if (!isConflict || decided === 'source') values[field] = wanted;
  }
  return { record: { ...record, values }, conflicts };
}
