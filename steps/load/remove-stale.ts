import type { Ledger } from '../../connectors/ledger/database.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import { bookDeletions, takeDeletions, type Deletion } from '../../connectors/ledger/stale-records.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { ItemResult, LoadsRecords } from '../../connectors/zoho/port.ts';
import type { Module } from '../../schemas/terms.ts';

/**
 * Deletes the records of a module whose source rows have vanished, where the module's rule or a person says so. They are
 * looked up before, so a repetition after a crash counts them correctly.
 */
export async function removeStale(
  ledger: Ledger,
  zoho: Pick<LoadsRecords, 'readByIds' | 'remove'>,
  run: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<void> {
  for (let after = ''; ;) {
    const batch = await takeDeletions(ledger, run, module, { after, limit: recordsPerCall });
    const keys = batch.map((one) => one.key).sort();
    const last = keys.at(-1);
    if (last === undefined) return;
    const ids = batch.map((one) => one.zohoId);
    const found = await zoho.readByIds(module, ids, ['id']);
    const present = batch.filter((one) => found.has(one.zohoId));
    const presentIds = present.map((one) => one.zohoId);
    const answers = present.length > 0 ? await zoho.remove(module, presentIds) : [];
    const results = new Map(present.map((one, index) => [one.key, answers[index]]));
    await bookDeletions(
      ledger,
      run,
      module,
      batch.map((one) => ({ ...one, result: resultOf(one, results.get(one.key)) })),
    );
    after = last;
  }
}

function resultOf({ wasSent }: Deletion, answer: ItemResult | undefined): 'deleted' | 'gone' | 'failed' {
  if (!answer) return wasSent ? 'deleted' : 'gone';
  return answer.ok ? 'deleted' : 'failed';
}
