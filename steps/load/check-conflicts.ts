import { storeConflicts } from '../../connectors/ledger/conflicts.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import type { LoadsRecords } from '../../connectors/zoho/port.ts';
import { isEdited, modificationOf } from '../../domain/judge-record.ts';
import { lineFields } from '../../domain/line-items.ts';
import { settleConflicts } from '../../domain/settle-conflicts.ts';
import type { ConflictRule } from '../../schemas/engagement-file.ts';
import type { LaneInput } from '../../schemas/engagement.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedRecord } from '../../schemas/record.ts';

/**
 * Leaves out the fields that people have changed in Zoho where the engagement's rule says so, and stores each conflict. It
 * must have ended before the batch is sent. It reads the records that were written before: one call for a batch.
 */
export async function checkConflicts(
  {
    ledger,
    zoho,
    rule,
  }: { ledger: Ledger; zoho: Pick<LoadsRecords, 'readByIds' | 'read' | 'currentUser'>; rule: ConflictRule },
  run: Pick<Run, 'id' | 'env'>,
  { module, pass }: Pick<LaneInput, 'module' | 'pass'>,
  records: ClaimedRecord[],
): Promise<ClaimedRecord[]> {
  const known = records.filter((record) => record.last !== null && Object.keys(record.values).length > 0);
  if (known.length === 0) return records;
  const lines = lineFields[module];
  const us = await zoho.currentUser();
  const present = await readPresent(zoho, module, known, lines, us);
  const checked = records.map((record) => {
    const found = present.get(record.zohoId ?? '');
    return record.last === null || !found
      ? { record, conflicts: [] }
      : settleConflicts(record, found, { rule, lines, us });
  });
  const conflicts = checked.flatMap((one) => one.conflicts);
  const settled = checked.flatMap(({ record, conflicts: own }) =>
    Object.keys(record.held)
      .filter((field) => field in record.values && !own.some((one) => one.field === field))
      .map((field) => ({ key: record.key, field })),
  );
  if (conflicts.length + settled.length > 0) await storeConflicts(ledger, { run, module, pass }, conflicts, settled);
  return checked.map((one) => one.record);
}

/** Only a read of a single record returns lines: it is done for edited records whose lines are about to be written. */
async function readPresent(
  zoho: Pick<LoadsRecords, 'readByIds' | 'read'>,
  module: LaneInput['module'],
  records: ClaimedRecord[],
  lines: string | undefined,
  us: string,
): Promise<Map<string, JsonObject>> {
  const fields = new Set(records.flatMap(({ values }) => Object.keys(values)));
  if (lines) fields.delete(lines);
  const ids = records.flatMap(({ zohoId }) => zohoId ?? []);
  const present = await zoho.readByIds(module, ids, ['Modified_Time', 'Modified_By', ...fields]);
  for (const { zohoId, values, last, held } of records) {
    const found = present.get(zohoId ?? '');
    if (!found || !lines || !(lines in values)) continue;
    if (!isEdited(last?.modifiedAt ?? null, modificationOf(found), us) && !(lines in held)) continue;
    const whole = await zoho.read(module, zohoId ?? '');
    if (whole) present.set(zohoId ?? '', { ...found, [lines]: whole[lines] ?? [] });
  }
  return present;
}
