import { condition, patched } from '@temporalio/workflow';
import type { Plan } from '../schemas/engagement.ts';
import type { Decision } from '../schemas/sign-off.ts';
import type { Environment, Gate } from '../schemas/terms.ts';
import { setStep, type WorkflowState } from './engagement-state.ts';
import { isFailure } from './failures.ts';
import { decideGate, EndedBySignOff } from './gates.ts';
import { zohoActivities } from './proxies.ts';

export interface StepInput {
  state: WorkflowState;
  plan: Plan;
  engagement: string;
  /** Path of the engagement file. */
  file: string;
}

/** One step of an engagement. It returns the name of the step that follows. */
export type Step = (input: StepInput) => Promise<string>;

/** Waits while the engagement is paused, and shows the next step. */
export async function beginStep(state: WorkflowState, name: string): Promise<void> {
  await condition(() => !state.status.paused);
  setStep(state, name);
}

/** For the gates that lead nowhere else: any decision except an approval ends the engagement. */
export async function approve(state: WorkflowState, gate: Gate, next: string): Promise<string> {
  const { loaded } = state.progress;
  const run = gate === 'production' ? loaded.sandbox : gate === 'freeze' ? loaded.production : null;
  if ((await decideGate(state, gate, run)) !== 'approved') throw new EndedBySignOff('rejected');
  return next;
}

export function unlessRejected(decision: Decision): Decision {
  if (decision === 'rejected') throw new EndedBySignOff('rejected');
  return decision;
}

export function unlessStopped(decision: Decision): Decision {
  if (decision === 'rejected') throw new EndedBySignOff('stopped');
  return decision;
}

/** Prepares evidence for a gate. When it fails, the evidence lacks it or says so, and people decide. */
export async function ifPossible<Result>(work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!isFailure(error)) throw error;
    return null;
  }
}

/** Compares an org with the schema plan before its gate opens. */
export async function measureSchema({ engagement, orgs }: Plan, environment: Environment): Promise<void> {
  if (!patched('measured-schema')) return;
  const comparison = zohoActivities(orgs[environment], 'Compare the org with the schema plan');
  await ifPossible(() => comparison.measureSchema({ engagement, environment }));
}
