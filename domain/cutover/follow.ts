import type { CutoverStep, CutoverStepId, FollowedStep } from '../../schemas/cutover.ts';

/** The steps of a plan, before the first of them begins. */
export const waitingSteps = (steps: readonly Pick<CutoverStep, 'id' | 'expectedMinutes'>[]): FollowedStep[] =>
  steps.map(({ id, expectedMinutes }) => ({ id, expectedMinutes, ...unbegun }));

/** The steps that a dry run in the sandbox has: those that Portage does, and that freeze and take nothing. */
export const dryRunStepIds = [
  'quiet-check',
  'extraction',
  'delta',
  'handoff',
  'locking',
] as const satisfies CutoverStepId[];

const unbegun = { state: 'waiting', started: null, ended: null } as const;

/**
 * Some steps begin, or go on. Other running steps are done, and those before that never began are skipped. Steps that the
 * engagement does not have change nothing.
 *
 * @param at time in ISO 8601
 */
export function enter(steps: readonly FollowedStep[], ids: readonly CutoverStepId[], at: string): FollowedStep[] {
  const first = steps.findIndex(({ id }) => ids.includes(id));
  if (first < 0) return [...steps];
  return steps.map((step, index) => {
    if (ids.includes(step.id)) return { ...step, state: 'running', started: step.started ?? at, ended: null };
    if (step.state === 'running') return { ...step, state: 'done', ended: at };
    return step.state === 'waiting' && index < first ? { ...step, state: 'skipped' } : step;
  });
}

/** The last step has ended. */
export const finish = (steps: readonly FollowedStep[], at: string): FollowedStep[] =>
  steps.map((step) => {
    if (step.state === 'running') return { ...step, state: 'done', ended: at };
    return step.state === 'waiting' ? { ...step, state: 'skipped' } : step;
  });

/** A step that is not known to be done. */
export const skip = (steps: readonly FollowedStep[], id: CutoverStepId): FollowedStep[] =>
  steps.map((step) => (step.id === id ? { ...step, ...unbegun, state: 'skipped' } : step));

/** The cutover goes back to a step: this one and all that follow wait again. */
export function restart(steps: readonly FollowedStep[], id: CutoverStepId): FollowedStep[] {
  const from = steps.findIndex((step) => step.id === id);
  return steps.map((step, index) => (from >= 0 && index >= from ? { ...step, ...unbegun } : step));
}

/** The step that is shown as the current one: the last that runs. */
export const currentStep = (steps: readonly FollowedStep[]): FollowedStep | undefined =>
  steps.findLast(({ state }) => state === 'running');

/** Minutes that a step took; null while it has not ended. */
export function minutesTaken({ started, ended }: Pick<FollowedStep, 'started' | 'ended'>): number | null {
  if (started === null || ended === null) return null;
  return minutesBetween(new Date(started), new Date(ended));
}

/** At least a tenth, so that something that was measured is never shown as nothing. */
export const minutesBetween = (from: Date, to: Date): number =>
  Math.max(0.1, Math.round((to.getTime() - from.getTime()) / 6_000) / 10);
