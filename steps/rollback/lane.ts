import { bookRollback, findRollback, listItems, takeRollbackSlice } from '../../connectors/ledger/rollback.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { RemovalInput } from '../../schemas/engagement.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { settleBatch } from './settle-batch.ts';

/**
 * One lane of the rollback of a module: slice after slice of the work list, until none is left. Each record is read before
 * it is deleted or restored, because people may have changed it since the preview. So it can be killed at any moment.
 */
export async function removeRecords(
  ports: Ports,
  stored: StoredEngagement,
  input: RemovalInput,
  signal: AbortSignal,
): Promise<{ deleted: number }> {
  const { ledger } = ports;
  const rollback = await findRollback(ledger, input);
  if (!rollback) return { deleted: 0 };
  const { module } = input;
  return withZoho(ports, stored, { ...input, phase: 'rollback' }, async (zoho) => {
    const us = await zoho.currentUser();
    let done = 0;
    while (!signal.aborted) {
      const held = await takeRollbackSlice(ledger, rollback, { ...input, size: recordsPerCall });
      if (!held) break;
      while (held.bookedTo < held.lastNo && !signal.aborted) {
        const lastNo = Math.min(held.lastNo, held.bookedTo + recordsPerCall);
        const items = await listItems(ledger, rollback, held.bookedTo + 1, lastNo);
        const settled = await settleBatch({ zoho, module, us }, items, held.unsureTo);
        await bookRollback(ledger, rollback, module, held, { lastNo, settled, claimSize: recordsPerCall });
        done += settled.length;
      }
    }
    return { deleted: done };
  });
}
