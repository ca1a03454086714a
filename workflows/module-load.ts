import {
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
  allHandlersFinished,
  ActivityFailure,
} from '@temporalio/workflow';
import { laneCount } from '../domain/lane-count.ts';
import type { LaneInput, LaneResult } from '../schemas/engagement.ts';
import type { PhaseRef } from '../schemas/refs.ts';
import { passes, type Pass } from '../schemas/words.ts';
import * as messages from './messages.ts';
import { atControl, atLane } from './proxies.ts';

export interface ModuleLoadInput extends PhaseRef, messages.Control {
  org: string;
  slice: number;
  pass: Pass;
}

/**
 * Loads one module: as many lane activities at once as Zoho allows, first the base pass, then the custom-field pass.
 * The phase's place is in the ledger, so a run that continues as new, or a lane that starts again, asks the ledger.
 */
export async function moduleLoad(input: ModuleLoadInput): Promise<{ trouble: string | null }> {
  const state: messages.Control = { paused: input.paused, lanes: input.lanes };
  let lanesScope: CancellationScope | null = null;
  setHandler(messages.control, (control) => {
    Object.assign(state, control);
    // Lanes end after the call under way; they start again with what has changed.
    lanesScope?.cancel();
  });

  for (const pass of passes.slice(passes.indexOf(input.pass))) {
    for (;;) {
      await condition(() => !state.paused);
      const { total, left } = await atControl(`Look how far ${input.module} is`).lookAtPass({
        ...phaseOf(input),
        pass,
      });
      if (left === 0) break;
      if (workflowInfo().continueAsNewSuggested) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof moduleLoad>({ ...input, ...state, pass });
      }
      setCurrentDetails(
        `### ${input.module}, ${pass} pass\n\n${(total - left).toLocaleString('en')} of ${total.toLocaleString('en')} records.`,
      );
      lanesScope = new CancellationScope();
      const ends = await lanesScope.run(() => runLanes(input, pass, state, left, total));
      lanesScope = null;
      const trouble = ends.find((end) => end.trouble)?.trouble;
      if (trouble) return { trouble };
      const resumeAt = ends.flatMap((end) => end.resumeAt ?? []).sort()[0];
      if (resumeAt) await waitForCredits(resumeAt);
    }
    await atControl(`Close the ${pass} pass`).endPass({ ...phaseOf(input), pass });
  }
  return { trouble: null };
}

const phaseOf = ({ engagement, environment, run, module }: ModuleLoadInput): PhaseRef => ({
  engagement,
  environment,
  run,
  module,
});

type LaneEnd = Pick<LaneResult, 'resumeAt'> & { trouble: string | null };

async function runLanes(
  input: ModuleLoadInput,
  pass: Pass,
  state: messages.Control,
  left: number,
  total: number,
): Promise<LaneEnd[]> {
  const lanes = laneCount(left, state.lanes);
  return Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      runLane(input.org, { ...phaseOf(input), pass, lane, lanes, slice: input.slice }, left, total),
    ),
  );
}

/** Slice after slice until the queue has ended, a person wants something else, or the credits are used up. */
async function runLane(org: string, input: LaneInput, left: number, total: number): Promise<LaneEnd> {
  const from = total - left;
  let mine = 0;
  for (;;) {
    const place = (from + mine * input.lanes + 1).toLocaleString('en');
    const summary = `${input.module} ${place}–${total.toLocaleString('en')}, ${input.pass} pass, lane ${input.lane + 1} of ${input.lanes}`;
    try {
      const result = await atLane(org, summary).loadLane(input);
      mine += result.written + result.rejected;
      const over = result.ended !== 'slice' || workflowInfo().continueAsNewSuggested;
      if (result.ended === 'breaker')
        return { resumeAt: null, trouble: 'Too many records were refused, so the phase stopped itself.' };
      if (over) return { resumeAt: result.resumeAt, trouble: null };
    } catch (error) {
      if (isCancellation(error)) return { resumeAt: null, trouble: null };
      if (error instanceof ActivityFailure) return { resumeAt: null, trouble: error.cause?.message ?? error.message };
      throw error;
    }
  }
}

async function waitForCredits(resumeAt: string): Promise<void> {
  const until = resumeAt.slice(11, 16);
  setCurrentDetails(
    `### Waiting for credits until ${until} UTC\n\nThe rolling window is used up to the floor; nothing is lost or rejected.`,
  );
  await sleep(Math.max(0, Date.parse(resumeAt) - Date.now()), { summary: `waiting for credits until ${until} UTC` });
}
