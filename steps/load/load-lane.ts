import { creditsBackAt } from '../../connectors/ledger/credits.ts';
import { addScanned, findRun } from '../../connectors/ledger/runs.ts';
import { overwriteRules } from '../../domain/match/overwrite.ts';
import type { LaneInput, LaneResult } from '../../schemas/engagement.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { openGuard } from '../guard.ts';
import { withZoho } from '../with-zoho.ts';
import { runLane } from './lane.ts';

/** One lane of one pass: batches from the write queue until its slice, the queue or the credits end. */
export async function loadLane(
  ports: Ports,
  stored: StoredEngagement,
  input: LaneInput,
  signal: AbortSignal,
): Promise<LaneResult> {
  const { ledger } = ports;
  const { limits, destination, conflicts } = stored.engagement;
  const { orgId } = destination[input.environment];
  const lane = {
    ledger,
    keyField: stored.mapping.key,
    conflicts,
    overwrite: overwriteRules(stored.mapping, input.module),
    creditFloor: limits.creditFloor,
    breakerPercent: limits.breakerPercent,
    requestTimeoutMs: ports.requestTimeoutMs,
    creditsBackAt: () => creditsBackAt(ledger, orgId, limits.creditRecheckSeconds),
  };
  const guard = await openGuard(ports, stored);
  return withZoho(ports, stored, { ...input, phase: input.module, guard }, async (zoho) => {
    try {
      return await runLane({ ...lane, zoho }, input, signal);
    } finally {
      const { values, tokens } = guard.counters();
      await addScanned(ledger, (await findRun(ledger, input)).id, {
        bodies: zoho.usage().bodiesScanned,
        values,
        tokens,
      });
    }
  });
}
