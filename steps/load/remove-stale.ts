import type { Ledger } from '../../connectors/ledger/database.ts';
import { checkOpen } from '../../connectors/ledger/lanes.ts';
import { bookDeletions, takeDeletions, type Deletion } from '../../connectors/ledger/stale-records.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { ItemResult, Zoho } from '../../connectors/zoho/port.ts';
import { isEdited, modificationOf } from '../../domain/judge-record.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { PhaseRef } from '../../schemas/refs.ts';

/**
 * Deletes the records of a module whose source rows have vanished, where the module's rule or a person says so. Records
 * that people edited are kept. All are looked up before, so a repetition after a crash counts them correctly.
 * @throws ConnectorError `fenced` when the run is closed
 */
export async function removeStale(
  ledger: Ledger,
  zoho: Pick<Zoho, 'readByIds' | 'remove' | 'currentUser'>,
  phase: PhaseRef,
): Promise<void> {
  const { module } = phase;
  let us: string | null = null;
  for (let after = ''; ;) {
    const run = await checkOpen(ledger, phase);
    const batch = await takeDeletions(ledger, run, module, { after, limit: recordsPerCall });
    const last = batch
      .map((one) => one.key)
      .sort()
      .at(-1);
    if (last === undefined) return;
    us ??= await zoho.currentUser();
    const ids = batch.map((one) => one.zohoId);
    const found = await zoho.readByIds(module, ids, ['Modified_Time', 'Modified_By']);
    const kept = new Set(batch.filter((one) => isKept(one, found.get(one.zohoId), us ?? '')));
    const present = batch.filter((one) => found.has(one.zohoId) && !kept.has(one));
    const presentIds = present.map((one) => one.zohoId);
    const answers = present.length > 0 ? await zoho.remove(module, presentIds) : [];
    const results = new Map(present.map((one, index) => [one, answers[index]]));
    await bookDeletions(
      ledger,
      run,
      module,
      batch.map((one) => ({ ...one, result: kept.has(one) ? 'kept' : resultOf(one, results.get(one)) })),
    );
    after = last;
  }
}

const isKept = ({ modifiedAt }: Deletion, found: JsonObject | undefined, us: string): boolean =>
  found !== undefined && isEdited(modifiedAt, modificationOf(found), us);

function resultOf({ wasSent }: Deletion, answer: ItemResult | undefined): 'deleted' | 'gone' | 'failed' {
  if (!answer) return wasSent ? 'deleted' : 'gone';
  return answer.ok ? 'deleted' : 'failed';
}
