import type { CutoverStep, CutoverStepId, FollowedStep } from '../../schemas/cutover.ts';

/** The steps of a plan, before the first of them begins. */
export const waitingSteps = (steps: readonly Pick<CutoverStep, 'id' | 'expectedMinutes'>[]): FollowedStep[] =>
  steps.map(unbegun);

/** The steps that a dry run in the sandbox has: those that Portage does, and that freeze and take nothing. */
export const dryRunStepIds = [
  'quiet-check',
  'extraction',
  'delta',
  'handoff',
  'locking',
] as const satisfies CutoverStepId[];

const unbegun = ({ id, expectedMinutes }: Pick<FollowedStep, 'id' | 'expectedMinutes'>): FollowedStep => ({
  ...{ id, expectedMinutes, state: 'waiting', started: null, ended: null },
});

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
    if (ids.includes(step.id)) return begin(step, at);
    if (step.state === 'running') return { ...step, state: 'done', ended: at };
    return step.state === 'waiting' && index < first ? { ...step, state: 'skipped' } : step;
  });
}

/** A step begins, or runs again after others: that time was not its own. */
function begin(step: FollowedStep, at: string): FollowedStep {
  const { started, ended, idleMs = 0 } = step;
  const begun: FollowedStep = { ...step, state: 'running', started: started ?? at, ended: null };
  return ended === null ? begun : { ...begun, idleMs: idleMs + Date.parse(at) - Date.parse(ended) };
}

/** The cutover is called off: what ran is not done, and what never began is skipped. */
export const callOff = (steps: readonly FollowedStep[]): FollowedStep[] =>
  steps.map((step) => {
    if (step.state === 'running') return { ...step, state: 'called off' };
    return step.state === 'waiting' ? { ...step, state: 'skipped' } : step;
  });

/** The last step has ended. */
export const finish = (steps: readonly FollowedStep[], at: string): FollowedStep[] =>
  steps.map((step) => {
    if (step.state === 'running') return { ...step, state: 'done', ended: at };
    return step.state === 'waiting' ? { ...step, state: 'skipped' } : step;
  });

/** A step that is not known to be done. */
export const skip = (steps: readonly FollowedStep[], id: CutoverStepId): FollowedStep[] =>
  steps.map((step) => (step.id === id ? { ...unbegun(step), state: 'skipped' } : step));

/** The cutover goes back to a step: this one and all that follow wait again. */
export function restart(steps: readonly FollowedStep[], id: CutoverStepId): FollowedStep[] {
  const from = steps.findIndex((step) => step.id === id);
  return steps.map((step, index) => (from >= 0 && index >= from ? unbegun(step) : step));
}

/** The step that is shown as the current one: the last that runs. */
export const currentStep = (steps: readonly FollowedStep[]): FollowedStep | undefined =>
  steps.findLast(({ state }) => state === 'running');

/** Minutes in which a step ran; null while it has not ended. */
export function minutesTaken({
  started,
  ended,
  idleMs = 0,
}: Pick<FollowedStep, 'started' | 'ended' | 'idleMs'>): number | null {
  if (started === null || ended === null) return null;
  return minutesBetween(new Date(started), new Date(Date.parse(ended) - idleMs));
}

/** At least a tenth, so that something that was measured is never shown as nothing. */
export const minutesBetween = (from: Date, to: Date): number =>
  Math.max(0.1, Math.round((to.getTime() - from.getTime()) / 6_000) / 10);
