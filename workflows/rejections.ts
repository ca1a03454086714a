import type { WorkflowState } from './engagement-state.ts';

/** The steps of a dry run of the cutover. */
export const dryRunStepNames = ['dry run', 'dry run of the delta', 'dry run of the switch'] as const;
export type DryRunStep = (typeof dryRunStepNames)[number];

/** Whether a rejection of the current step gives the dry run up. */
export const isOfDryRun = ({ progress: { next } }: WorkflowState): boolean =>
  dryRunStepNames.some((name) => name === next);

/** Whether a rejection of the current step calls the cutover off. */
export const isOfSwitch = (state: WorkflowState): boolean =>
  isRetryAfterSwitch(state) ||
  (Boolean(state.plan?.goLive) && ['locking', 'rights', 'switch'].includes(state.progress.next));

/** Whether exceptions are loaded again while people work in Zoho, and rules lock the records. */
export const isRetryAfterSwitch = ({ plan, progress: { next, retry } }: WorkflowState): boolean =>
  Boolean(plan?.goLive) && next === 'retry' && retry?.ref.environment === 'production' && retry.back === 'acceptance';

/** What a rejection leads to if nothing else is said. */
export const stops = 'Reject to stop the engagement.';

/** What a rejection at an exception gate of the current step leads to, for the people who decide. */
export function rejectionText(state: WorkflowState): string {
  if (isOfSwitch(state)) return 'Reject to call the cutover off.';
  return isOfDryRun(state) ? 'Reject to give the dry run up.' : stops;
}
