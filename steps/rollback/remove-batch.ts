import type { Module } from '../../schemas/terms.ts';
import type { Removal } from '../../connectors/ledger/rollback.ts';
import type { ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';

/** The result of a deletion. `gone`: the record had been deleted before. */
export type RemovalResult = 'deleted' | 'gone' | 'failed';

/** Deletes at most 100 records. `lookUpFirst`: an earlier attempt may have deleted them already. */
export async function removeBatch<One extends Pick<Removal, 'key' | 'zohoId'>>(
  zoho: Pick<LoadsRecords, 'readByIds' | 'remove'>,
  module: Module,
  batch: One[],
  lookUpFirst: boolean,
): Promise<(One & { result: RemovalResult })[]> {
  const ids = batch.map((one) => one.zohoId);
  const found = lookUpFirst ? await zoho.readByIds(module, ids, ['id']) : null;
  const present = batch.filter((one) => !found || found.has(one.zohoId));
  const presentIds = present.map((one) => one.zohoId);
  const responses = present.length > 0 ? await zoho.remove(module, presentIds) : [];
  const results = new Map(present.map((one, index) => [one.key, resultOf(responses[index])]));
  return batch.map((one) => ({ ...one, result: results.get(one.key) ?? ('gone' as const) }));
}

/** Zoho returns INVALID_DATA for an id that does not exist. */
function resultOf(response: ItemResult | undefined): RemovalResult {
  if (response?.ok) return 'deleted';
  return response?.code === 'INVALID_DATA' ? 'gone' : 'failed';
}
