import { condition, getExternalWorkflowHandle, patched, workflowInfo } from '@temporalio/workflow';
import type { RunRef } from '../schemas/refs.ts';
import type { Decision } from '../schemas/sign-off.ts';
import type { ExceptionSubject, Module } from '../schemas/terms.ts';
import { deliver } from './child.ts';
import { isFailure, reasonOf } from './failures.ts';
import * as messages from './messages.ts';
import { controlActivities } from './proxies.ts';

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
  /** The question is whether the mapping is to be corrected, too. Absent in runs that were parked under earlier code. */
  correctable?: boolean;
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
  /** What a rejection leads to, for the people who decide. */
  rejection: string;
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
export const untilDone = <Result>(
  run: Questions,
  subject: ExceptionSubject,
  work: () => Promise<Result>,
): Promise<Result> => repeat(run, subject, work, () => Promise.resolve(false));

/**
 * Does one part of a full load before its phases. When it fails, people can also have the mapping corrected, unless records of this
 * environment would be rolled back for it.
 *
 * @throws ToCorrect if they want that
 */
export const untilPrepared = <Result>(
  run: Questions,
  subject: ExceptionSubject,
  work: () => Promise<Result>,
): Promise<Result> => repeat(run, subject, work, () => canCorrect(run.ref));

async function repeat<Result>(
  run: Questions,
  subject: ExceptionSubject,
  work: () => Promise<Result>,
  isCorrectable: () => Promise<boolean>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isFailure(error)) throw error;
      // What people can choose is settled before they are asked, so that a text of earlier code means what it says.
      run.place.correctable = await isCorrectable();
      const decision = await ask(run, 'failure', subject, `${reasonOf(error)} ${choices(run)}`);
      if (isToCorrect(run.place, decision)) throw new ToCorrect();
    }
  }
}

const choices = ({ ref, place, rejection }: Questions): string =>
  place.correctable
    ? `When the cause is fixed, approve to try again. To correct the mapping, request changes: what this load created in ${ref.environment} is rolled back, and the mapping must be signed again. ${rejection}`
    : `When the cause is fixed, approve or request changes to try again. ${rejection}`;

/** A rollback takes all that is loaded in an environment, so there must be nothing. Earlier code did not offer this. */
async function canCorrect(ref: RunRef): Promise<boolean> {
  if (!patched('correct-before-the-first-record')) return false;
  return !(await controlActivities('Look whether records are loaded').hasRecords(ref));
}

/** Whether a decision about a failure leads back to the mapping. */
export const isToCorrect = ({ correctable = false }: Pick<Position, 'correctable'>, decision: Decision): boolean =>
  correctable && decision === 'changes-requested';

/** Signals the workflow that started this one. */
export async function signalParent(
  send: (parent: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>,
): Promise<void> {
  const parent = workflowInfo().parent;
  if (parent) await deliver(send(getExternalWorkflowHandle(parent.workflowId)), parent.workflowId);
}
