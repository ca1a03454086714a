import type { Module } from '../../schemas/words.ts';
import type { Removal } from '../../connectors/ledger/rollback.ts';
import type { ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';

/** The result of a deletion; `gone` is a record that was deleted before. */
export type RemovalResult = 'deleted' | 'gone' | 'failed';

/** Deletes at most 100 records. `lookUpFirst` when an earlier attempt may have deleted them already. */
export async function removeBatch<One extends Pick<Removal, 'key' | 'zohoId'>>(
  zoho: Pick<LoadsRecords, 'readByIds' | 'remove'>,
  module: Module,
  batch: One[],
  lookUpFirst: boolean,
): Promise<(One & { result: RemovalResult })[]> {
  const ids = batch.map((one) => one.zohoId);
  const found = lookUpFirst ? await zoho.readByIds(module, ids, ['id']) : null;
  const here = batch.filter((one) => !found || found.has(one.zohoId));
  const hereIds = here.map((one) => one.zohoId);
  const answers = here.length > 0 ? await zoho.remove(module, hereIds) : [];
  const results = new Map(here.map((one, place) => [one.key, resultOf(answers[place])]));
  return batch.map((one) => ({ ...one, result: results.get(one.key) ?? ('gone' as const) }));
}

/** Zoho answers INVALID_DATA for an id that no longer exists. */
function resultOf(answer: ItemResult | undefined): RemovalResult {
  if (answer?.ok) return 'deleted';
  return answer?.code === 'INVALID_DATA' ? 'gone' : 'failed';
}
