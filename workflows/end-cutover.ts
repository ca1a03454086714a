import { patched } from '@temporalio/workflow';
import type { CutoverEnd, FallbackInput } from '../schemas/cutover.ts';
import { leaveCutover } from './cutover-progress.ts';
import type { WorkflowState } from './engagement-state.ts';
import { isFailure, reasonOf } from './failures.ts';
import { closeGate } from './gates.ts';
import { questionActivities } from './proxies.ts';
import { tell } from './switch-steps.ts';

/**
 * Ends a cutover that is under way when the engagement ends in another way than by its acceptance. Whom the switch was told is told
 * that it is called off, and what people have to give back is written down. Nobody waits for it: what fails is said in the result.
 */
export async function endCutover(state: WorkflowState): Promise<void> {
  const { progress, status } = state;
  const end = state.rollback?.environment === 'production' ? 'rolled back' : 'ended';
  if (isUnderWay(state, end) && patched('a-cutover-ends-with-the-engagement')) {
    closeGate(state);
    const { engagement } = status;
    const at = progress.calledOff?.at ?? new Date().toISOString();
    const untold = progress.switchedAt ? await tell({ engagement, occasion: 'called off', at }) : null;
    const input = { engagement, gate: null, end, steps: status.cutover ?? [], remark: null } as const;
    const left = await describeEnd(input);
    progress.switchedAt = null;
    progress.calledOff = null;
    progress.endRemark = [untold, left].filter((one) => one !== null).join(' ');
  }
  leaveCutover(state);
}

/** The freeze alone takes nothing, and after the acceptance only a rollback of production calls it off. */
function isUnderWay({ plan, progress, status: { cutover = [] } }: WorkflowState, end: CutoverEnd): boolean {
  if (!plan?.goLive || (end === 'ended' && ['closing', 'end'].includes(progress.next))) return false;
  const [first, ...others] = cutover;
  const isBegun = first?.id === 'freeze' && others.some(({ started }) => started !== null);
  return isBegun || Boolean(progress.switchedAt ?? progress.calledOff);
}

async function describeEnd(input: FallbackInput): Promise<string | null> {
  try {
    return (await questionActivities('See what is to be given back').describeFallback(input)).problem;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return `What the cutover took could not be read: ${reasonOf(error)} Give it back as the cutover plan says.`;
  }
}
