import { condition, getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';
import type { RunRef } from '../schemas/refs.ts';
import type { Decision } from '../schemas/sign-off.ts';
import type { ExceptionSubject, Module } from '../schemas/terms.ts';
import { deliver } from './child.ts';
import { isFailure, reasonOf } from './failures.ts';
import * as messages from './messages.ts';

/** What a question is about: a part that failed, the counts of a phase, or the read-back. */
type About = 'failure' | 'phase' | 'verification';

/** How far a run is. */
interface Position {
  /** Modules whose phases have ended. Null: the preparation has not ended. */
  ended: Module[] | null;
  /** Modules whose second pass, which waits for all modules, has ended. Absent in runs that were parked under earlier code. */
  finished?: Module[];
  /** Modules that were not read back, or differ. */
  unverified: Module[];
  /** The phase that is to be opened again before it is loaded. Absent in runs that were parked under earlier code. */
  reopening?: Module | null;
}

/** A run that was parked at a question. */
export interface Place extends Position {
  about: About;
  subject: ExceptionSubject;
}

/** A run that goes on from its place with people's decision. */
export interface Answered extends Place {
  decision: Decision;
}

/** What a run needs to ask people. */
export interface Questions {
  ref: RunRef;
  decisions: Map<ExceptionSubject, Decision>;
  /** The engagement continues as new, so the run has to end until people have decided. */
  mustPark: boolean;
  place: Position;
}

/** Thrown when a person stops the run. */
export class Stopped extends Error {}

/** Thrown when a person wants the mapping corrected before anything is written. */
export class ToCorrect extends Error {}

/** Thrown at a question when the run has to end until people have decided. */
export class Parked extends Error {
  readonly place: Place;
  constructor(place: Place) {
    super('parked');
    this.place = place;
  }
}

/**
 * Has the engagement open an exception gate, and waits for the decision.
 *
 * @throws Stopped if the decision is to stop
 * @throws Parked if the run has to end until the decision
 */
export async function ask(run: Questions, about: About, subject: ExceptionSubject, why: string): Promise<Decision> {
  const { ref, decisions, place } = run;
  decisions.delete(subject);
  await signalParent((parent) =>
    parent.signal(messages.phaseQuestion, { subject, run: ref, why: why.slice(0, 5_000) }),
  );
  await condition(() => decisions.has(subject) || run.mustPark);
  const decision = decisions.get(subject);
  if (decision === undefined) throw new Parked({ ...place, about, subject });
  if (decision === 'rejected') throw new Stopped();
  return decision;
}

/** Does one part of a run. When it fails, people fix the cause and decide whether it is done again. */
export async function untilDone<Result>(
  run: Questions,
  subject: ExceptionSubject,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      const why = `${reasonOf(error)} When the cause is fixed, approve or request changes to try again. Reject to stop the engagement.`;
      await ask(run, 'failure', subject, why);
    }
  }
}

/**
 * Does one part of a full load before its first record is written. When it fails, people can also have the mapping corrected.
 *
 * @throws ToCorrect if they want that
 */
export async function untilPrepared<Result>(
  run: Questions,
  subject: ExceptionSubject,
  work: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      const why =
        `${reasonOf(error)} When the cause is fixed, approve to try again. To correct the mapping, request changes: what this load ` +
        `created in ${run.ref.environment} is rolled back, and the mapping must be signed again. Reject to stop the engagement.`;
      const decision = await ask(run, 'failure', subject, why);
      if (isToCorrect(decision)) throw new ToCorrect();
    }
  }
}

/** Whether a decision about a failure before the first record leads back to the mapping. Earlier code tried again. */
export const isToCorrect = (decision: Decision): boolean =>
  decision === 'changes-requested' && patched('correct-before-the-first-record');

/** Signals the workflow that started this one. */
export async function signalParent(
  send: (parent: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>,
): Promise<void> {
  const parent = workflowInfo().parent;
  if (parent) await deliver(send(getExternalWorkflowHandle(parent.workflowId)), parent.workflowId);
}
