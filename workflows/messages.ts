import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { EngagementStatus, RollbackRequest } from '../schemas/engagement.ts';
import type { RunRef } from '../schemas/refs.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type { SignOff, Verdict } from '../schemas/sign-off.ts';
import type { Module } from '../schemas/words.ts';

/** To `engagement`, from people. */
export const status = defineQuery<EngagementStatus>('status');
/** The signal works from the Temporal UI; what became of it shows in `status`. */
export const signOffSignal = defineSignal<[SignOff]>('signOff');
/** The same as an update: it answers whether the sign-off counts, or why not. */
export const signOffUpdate = defineUpdate<Verdict, [SignOff]>('signOff');
export const pause = defineUpdate<string>('pause');
export const resume = defineUpdate<string>('resume');
export const setLanes = defineUpdate<string, [number]>('setLanes');
export const rollBack = defineUpdate<string, [RollbackRequest]>('rollBack');

/** From `engagement` to `migration`, which hands it on to `module-load`. */
export interface Control {
  paused: boolean;
  lanes: number;
}
export const control = defineSignal<[Control]>('control');

/** What a phase asks of people when it can't go on by itself. */
export interface PhaseQuestion {
  module: Module;
  run: RunRef;
  why: string;
}
export const asked = defineSignal<[PhaseQuestion]>('phaseAsks');
export const answered = defineSignal<[{ module: Module; decision: SignOff['decision'] }]>('phaseAnswered');
export const phaseReported = defineSignal<[PhaseReport]>('phaseReported');
