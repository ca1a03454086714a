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
import { Control } from '../schemas/run-messages.ts';
import type { RefusedMessage } from '../schemas/sign-off.ts';
import { passes, type Module, type Pass } from '../schemas/terms.ts';
import * as messages from './messages.ts';
import { controlActivities, laneActivities } from './proxies.ts';
import { reading, refuseUnknownSignals } from './refusals.ts';

export interface ModuleLoadInput extends PhaseRef, Control {
  org: string;
  slice: number;
  pass: Pass;
  /** The last pass that is done now; without it, all passes are. */
  until?: Pass;
}

/**
 * Loads one module with up to `lanes` parallel lane activities: first the base pass, then the custom-field pass. The
 * ledger holds the position of the phase, so after a continue-as-new or a retried lane the ledger is asked again.
 *
 * @returns `trouble`: why the load stopped early, or null
 */
export async function moduleLoad(input: ModuleLoadInput): Promise<{ trouble: string | null }> {
  const current: Control = { paused: input.paused, lanes: input.lanes };
  let lanesScope: CancellationScope | null = null;
  const refused: RefusedMessage[] = [];
  setHandler(messages.refusedMessages, () => refused);
  setHandler(
    messages.control,
    reading(refused, messages.control, Control, (control) => {
      if (control.paused === current.paused && control.lanes === current.lanes) return;
      Object.assign(current, control);
      // Each lane ends after its current call. The loop below starts the lanes again with the new values.
      lanesScope?.cancel();
    }),
  );
  refuseUnknownSignals(refused);

  const last = passes.indexOf(input.until ?? passes.at(-1)!);
  for (const pass of passes.slice(passes.indexOf(input.pass), last + 1)) {
    for (;;) {
      await condition(() => !current.paused);
      const progress = controlActivities(`Read the progress of ${input.module}`);
      const { total, left } = await progress.lookAtPass({ ...phaseOf(input), pass });
      if (left === 0) {
        showProgress(input.module, pass, total, total);
        break;
      }
      if (workflowInfo().continueAsNewSuggested) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof moduleLoad>({ ...input, ...current, pass });
      }
      let done = total - left;
      const count = (records: number) => showProgress(input.module, pass, (done += records), total);
      count(0);
      lanesScope = new CancellationScope();
      const ends = await lanesScope.run(() => runLanes(input, pass, current.lanes, { left, total, count }));
      lanesScope = null;
      const trouble = ends.find((end) => end.trouble)?.trouble;
      if (trouble) return { trouble };
      const resumeAt = ends.flatMap((end) => end.resumeAt ?? []).sort()[0];
      if (resumeAt) await waitForCredits(resumeAt);
    }
    await controlActivities(`Close the ${pass} pass`).endPass({ ...phaseOf(input), pass });
  }
  return { trouble: null };
}

function showProgress(module: Module, pass: Pass, done: number, total: number): void {
  setCurrentDetails(
    `### ${module}, ${pass} pass\n\n${done.toLocaleString('en')} of ${total.toLocaleString('en')} records.`,
  );
}

const phaseOf = ({ engagement, environment, run, module }: ModuleLoadInput): PhaseRef => ({
  engagement,
  environment,
  run,
  module,
});

/** Records of a pass, and those without an outcome. `count` is called with the records that a lane has written or rejected. */
interface Work {
  left: number;
  total: number;
  count: (records: number) => void;
}

type LaneEnd = Pick<LaneResult, 'resumeAt'> & { trouble: string | null };

async function runLanes(input: ModuleLoadInput, pass: Pass, maxLanes: number, work: Work): Promise<LaneEnd[]> {
  const lanes = laneCount(work.left, maxLanes);
  return Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      runLane(input.org, { ...phaseOf(input), pass, lane, lanes, slice: input.slice }, work),
    ),
  );
}

/** Loads slice after slice until the queue is empty, the lane is cancelled, the credits are used up, or it fails. */
async function runLane(org: string, input: LaneInput, { left, total, count }: Work): Promise<LaneEnd> {
  const from = total - left;
  let done = 0;
  for (;;) {
    const position = (from + done * input.lanes + 1).toLocaleString('en');
    const summary = `${input.module} ${position}–${total.toLocaleString('en')}, ${input.pass} pass, lane ${input.lane + 1} of ${input.lanes}`;
    try {
      const result = await laneActivities(org, summary).loadLane(input);
      done += result.written + result.rejected;
      count(result.written + result.rejected);
      if (result.ended === 'breaker') {
        return { resumeAt: null, trouble: 'Zoho rejected too many records, so the phase stopped.' };
      }
      if (result.ended !== 'slice' || workflowInfo().continueAsNewSuggested) {
        return { resumeAt: result.resumeAt, trouble: null };
      }
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
    `### Waiting for credits until ${until} UTC\n\nThe credits of the rolling window are used up to the floor. No record is lost or rejected.`,
  );
  await sleep(Math.max(0, Date.parse(resumeAt) - Date.now()), { summary: `waiting for credits until ${until} UTC` });
}
