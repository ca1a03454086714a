import { upsertSearchAttributes } from '@temporalio/workflow';
import { currentStep, enter, finish, restart, skip, waitingSteps } from '../domain/cutover/follow.ts';
import type { CutoverStepId, FollowedStep, PreparedCutover } from '../schemas/cutover.ts';
import { cutoverStepAttribute } from './attributes.ts';
import { showCutoverSteps, type WorkflowState } from './engagement-state.ts';

/**
 * Follows the steps of the cutover plan, and shows the current one in lists of workflows, and all of them on the engagement's page. Without a plan (engagements of earlier code, or one that could not be written) nothing is shown.
 */
export const beginCutover = (state: WorkflowState, { steps }: Pick<PreparedCutover, 'steps'>): void =>
  show(state, steps && waitingSteps(steps));

/** Some steps begin, and those that ran are done. */
export const enterCutover = (state: WorkflowState, ...ids: CutoverStepId[]): void =>
  change(state, (steps, at) => enter(steps, ids, at));

/** A step is not known to be done. */
export const skipCutover = (state: WorkflowState, id: CutoverStepId): void => change(state, (steps) => skip(steps, id));

/** The cutover goes back to a step. */
export const restartCutover = (state: WorkflowState, id: CutoverStepId): void =>
  change(state, (steps) => restart(steps, id));

/** The last step has ended. */
export const finishCutover = (state: WorkflowState): void => change(state, finish);

/** There is no cutover under way any more. */
export const leaveCutover = (state: WorkflowState): void => show(state, undefined);

export const hasCutoverStep = ({ status }: WorkflowState, id: CutoverStepId): boolean =>
  status.cutover?.some((step) => step.id === id) ?? false;

function change(state: WorkflowState, next: (steps: FollowedStep[], at: string) => FollowedStep[]): void {
  const { cutover } = state.status;
  if (cutover) show(state, next(cutover, new Date().toISOString()));
}

function show(state: WorkflowState, steps: FollowedStep[] | undefined): void {
  const { status } = state;
  const idOf = (all: FollowedStep[] | undefined) => currentStep(all ?? [])?.id ?? null;
  const [before, now] = [idOf(status.cutover), idOf(steps)];
  if (steps) status.cutover = steps;
  else delete status.cutover;
  showCutoverSteps(state);
  if (before !== now) upsertSearchAttributes([{ key: cutoverStepAttribute, value: now }]);
}
