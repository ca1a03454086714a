import type { RollbackItem, SettledItem } from '../../connectors/ledger/rollback.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { isEdited } from '../../domain/judge-record.ts';
import { alignLines, lineFields } from '../../domain/line-items.ts';
import { mailFileStays } from '../../domain/mail-files.ts';
import { isMail } from '../../domain/module-traits.ts';
import { differingFromImage, restoreValues } from '../../domain/restore-values.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/terms.ts';
import { foundOf } from './survey-records.ts';

/** `us` is the id of the user whom the load belongs to. */
export interface SettleWork {
  zoho: Pick<Zoho, 'readByIds' | 'read' | 'remove' | 'update'>;
  module: Module;
  us: string;
}

const settle = (
  { no, key }: RollbackItem,
  result: SettledItem['result'],
  reason: string | null = null,
  modifiedAt: string | null = null,
): SettledItem => ({ no, key, result, reason, modifiedAt });

/**
 * Deletes and restores at most 100 records, unless people changed them.
 *
 * @param unsureTo what is missing up to this number was deleted by an earlier attempt
 */
export async function settleBatch(work: SettleWork, items: RollbackItem[], unsureTo: number): Promise<SettledItem[]> {
  if (items.length === 0) return [];
  if (isMail(work.module)) return settleMails(work, items);
  const found = await readItems(work, items);
  const settled: SettledItem[] = [];
  const toDelete: RollbackItem[] = [];
  const toRestore: RollbackItem[] = [];
  for (const item of items) {
    const record = found.get(item.zohoId);
    if (!record) settled.push(settle(item, item.no <= unsureTo && item.action === 'delete' ? 'deleted' : 'gone'));
    else if (item.image && differingFromImage(item.image, record).length === 0)
      settled.push(settle(item, 'restored', null, foundOf(item.zohoId, record).modifiedAt));
    else if (isEditedRecord(work, item, record)) settled.push(settle(item, 'kept', 'edited by people'));
    else (item.image ? toRestore : toDelete).push(item);
  }
  if (toRestore.length > 0) settled.push(...(await restore(work, toRestore, found)));
  if (toDelete.length > 0) settled.push(...(await remove(work, toDelete)));
  return settled;
}

/** Their records were settled before. What went with its record is deleted, and nothing else can be. */
async function settleMails({ zoho, module }: SettleWork, items: RollbackItem[]): Promise<SettledItem[]> {
  const results = await zoho.remove(
    module,
    items.map(({ zohoId }) => zohoId),
  );
  return items.map((item, index) => {
    const result = results[index]!;
    return result.ok ? settle(item, 'deleted') : settle(item, 'kept', result.reason);
  });
}

function isEditedRecord({ us }: SettleWork, { zohoId, modifiedAt }: RollbackItem, record: JsonObject): boolean {
  const found = foundOf(zohoId, record);
  return isEdited(modifiedAt, { at: found.modifiedAt, by: found.modifiedBy ?? null }, us);
}

/** Only a read of a single record returns lines. */
export async function readItems(
  { zoho, module }: Pick<SettleWork, 'module'> & { zoho: Pick<Zoho, 'readByIds' | 'read'> },
  items: Pick<RollbackItem, 'zohoId' | 'image'>[],
): Promise<Map<string, JsonObject>> {
  const lines = lineFields[module];
  const fields = new Set(items.flatMap(({ image }) => Object.keys(image ?? {})));
  const ids = items.map(({ zohoId }) => zohoId);
  const found = await zoho.readByIds(
    module,
    ids,
    [...fields.add('Modified_Time').add('Modified_By')].filter((field) => field !== lines),
  );
  for (const { zohoId, image } of items) {
    if (!lines || !image || !(lines in image) || !found.has(zohoId)) continue;
    const record = await zoho.read(module, zohoId);
    if (record) found.set(zohoId, record);
  }
  return found;
}

async function restore(
  { zoho, module }: SettleWork,
  items: RollbackItem[],
  found: Map<string, JsonObject>,
): Promise<SettledItem[]> {
  const lines = lineFields[module];
  const changes = items.map(({ zohoId, image }): JsonObject => {
    const values = restoreValues(image ?? {});
    const wanted = lines && values[lines];
    if (!lines || wanted === undefined) return { ...values, id: zohoId };
    return { ...values, id: zohoId, [lines]: alignLines(wanted, found.get(zohoId)?.[lines] ?? []) };
  });
  const results = await zoho.update(module, changes);
  return items.map((item, index) => {
    const result = results[index];
    if (result?.ok) return settle(item, 'restored', null, result.modifiedAt);
    return settle(item, 'refused', `Zoho refused to restore it: ${result?.reason ?? 'no result for this record'}`);
  });
}

async function remove({ zoho, module }: SettleWork, items: RollbackItem[]): Promise<SettledItem[]> {
  const ids = items.map(({ zohoId }) => zohoId);
  const results = await zoho.remove(module, ids);
  return items.map((item, index) => {
    const result = results[index];
    if (result?.ok) return settle(item, 'deleted');
    // It goes with its e-mail, which the plan deletes with its record. The check at the end looks whether it did.
    if (result?.reason === mailFileStays) return settle(item, 'deleted');
    // Zoho returns INVALID_DATA for an id that does not exist.
    if (result?.code === 'INVALID_DATA') return settle(item, 'gone');
    return settle(item, 'refused', `Zoho refused to delete it: ${result?.reason ?? 'no result for this record'}`);
  });
}
