import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { EngagementStatus, RollbackRequest } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { SignOff, Verdict } from '../schemas/sign-off.ts';
import type { Module } from '../schemas/terms.ts';

/** From people to `engagement`. */
export const status = defineQuery<EngagementStatus>('status');
/** For the Temporal UI, which can send signals only. The query `status` shows whether the sign-off counted. */
export const signOffSignal = defineSignal<[SignOff]>('signOff');
/** For all other clients. The answer says whether the sign-off counts, and if not, why. */
export const signOffUpdate = defineUpdate<Verdict, [SignOff]>('signOff');
export const pause = defineUpdate<string>('pause');
export const resume = defineUpdate<string>('resume');
export const setLanes = defineUpdate<string, [number]>('setLanes');
export const rollBack = defineUpdate<string, [RollbackRequest]>('rollBack');

/** From `engagement` to `migration`, which forwards it to `module-load`. */
export interface Control {
  paused: boolean;
  lanes: number;
}
export const control = defineSignal<[Control]>('control');

/** A phase that can't continue without a decision. */
export interface PhaseQuestion {
  module: Module;
  run: RunRef;
  why: string;
}
/** From `migration` to `engagement`, which opens an exception gate. Running workflows use the old names of these two signals. */
export const phaseQuestion = defineSignal<[PhaseQuestion]>('phaseAsks');
/** From `engagement` to `migration`: the decision at the exception gate. */
export const phaseDecision = defineSignal<[{ module: Module; decision: SignOff['decision'] }]>('phaseAnswered');
/** From `migration` to `engagement`, after each phase. */
export const phaseReported = defineSignal<[PhaseReport]>('phaseReported');
