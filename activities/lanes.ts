import { cancellationSignal } from '@temporalio/activity';
import { nextCreditsBack } from '../connectors/ledger/credits.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { endPass, readPhase, reopenPhase } from '../connectors/ledger/phases.ts';
import { addBodiesScanned, findRun } from '../connectors/ledger/runs.ts';
import { runLane } from '../connectors/load/lane.ts';
import type { LaneInput, LaneResult, PhaseRef } from '../schemas/engagement.ts';
import type { Pass } from '../schemas/words.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

export function laneActivities(ports: Ports) {
  const { ledger } = ports;
  return {
    /** One lane of one pass: batches of 100 from the write queue until its slice, the queue or the credits end. */
    async loadLane(input: LaneInput): Promise<LaneResult> {
      const stored = await readEngagement(ledger, input.engagement);
      const { limits, destination } = stored.engagement;
      const { orgId } = destination[input.environment];
      const recheckAt = () => new Date(Date.now() + limits.creditRecheckSeconds * 1_000);
      const lane = {
        ledger,
        keyField: stored.mapping.key,
        creditFloor: limits.creditFloor,
        breakerPercent: limits.breakerPercent,
        async creditsBackAt() {
          const back = (await nextCreditsBack(ledger, orgId)) ?? recheckAt();
          return back < recheckAt() ? back : recheckAt();
        },
      };
      return withZoho(ports, stored, { ...input, phase: input.module }, async (zoho) => {
        try {
          return await runLane({ ...lane, zoho }, input, cancellationSignal());
        } finally {
          await addBodiesScanned(ledger, (await findRun(ledger, input)).id, zoho.usage().bodiesScanned);
        }
      });
    },

    /** How many records of a pass are not yet claimed or booked. */
    async lookAtPass(input: PhaseRef & { pass: Pass }): Promise<{ total: number; left: number }> {
      const state = (await readPhase(ledger, input)).find((one) => one.pass === input.pass);
      if (!state) return { total: 0, left: 0 };
      return { total: state.total, left: state.total - state.claimed + (state.unfinished > 0 ? state.unfinished : 0) };
    },

    async endPass(input: PhaseRef & { pass: Pass }): Promise<void> {
      const run = await findRun(ledger, input);
      await endPass(ledger, run.id, input.module, input.pass);
    },

    /** Makes what Zoho refused pending again, so that the phase can be loaded anew. */
    async reopenPhase(input: PhaseRef): Promise<void> {
      const run = await findRun(ledger, input);
      await reopenPhase(ledger, run.id, input.module);
    },
  };
}
