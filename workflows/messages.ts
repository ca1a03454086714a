import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { EngagementStatus } from '../schemas/engagement.ts';
import type { ActVerdict, DecideExceptions, RetryExceptions, RetryVerdict } from '../schemas/exceptions.ts';
import type { RehearseCutover } from '../schemas/cutover.ts';
import type { DecideMatches } from '../schemas/match.ts';
import type { FinishSpotCheck, JudgeRecord } from '../schemas/spot-check.ts';
import type { Control, PhaseDecision, PhaseQuestion, RepeatedCall } from '../schemas/run-messages.ts';
import type { PhaseReport } from '../schemas/report.ts';
import type {
  CancelRequest,
  RefusedMessage,
  Revocation,
  RollbackRequest,
  SignOff,
  Verdict,
} from '../schemas/sign-off.ts';

/** From people to `engagement`. */
export const status = defineQuery<EngagementStatus>('status');
/** For the Temporal UI, which can send signals only. The query `status` shows whether the sign-off counted. */
export const signOffSignal = defineSignal<[SignOff]>('signOff');
/** For all other clients. The answer says whether the sign-off counts, and if not, why. */
export const signOffUpdate = defineUpdate<Verdict, [SignOff]>('signOff');
/** Withdraws an own sign-off, before the step behind the gate has begun. A signal and an update, as above. */
export const revokeSignal = defineSignal<[Revocation]>('revoke');
export const revokeUpdate = defineUpdate<Verdict, [Revocation]>('revoke');
export const pause = defineUpdate<string>('pause');
export const resume = defineUpdate<string>('resume');
export const setLanes = defineUpdate<string, [number]>('setLanes');
/** The update fails with the reason if the rollback is refused. */
export const rollBack = defineUpdate<string, [RollbackRequest]>('rollBack');
/** Ends the engagement; what was loaded stays. The update fails with the reason if it is refused. */
export const cancel = defineUpdate<string, [CancelRequest]>('cancel');

/** A decision about exceptions of a load. */
export const decideMatches = defineUpdate<ActVerdict, [DecideMatches]>('decideMatches');
export const decideExceptions = defineUpdate<ActVerdict, [DecideExceptions]>('decideExceptions');
/** A request to load exceptions again, while the engagement waits at a gate. */
export const retryExceptions = defineUpdate<RetryVerdict, [RetryExceptions]>('retryExceptions');
/** A request for a dry run of the cutover in the sandbox, while the engagement waits at the gate rehearsal. */
export const rehearseCutover = defineUpdate<Verdict, [RehearseCutover]>('rehearseCutover');
/** A judgement of one record of the spot check, and the message that all are judged. */
export const judgeSpotRecord = defineUpdate<ActVerdict, [JudgeRecord]>('judgeSpotRecord');
export const finishSpotCheck = defineUpdate<ActVerdict, [FinishSpotCheck]>('finishSpotCheck');

/** Gathers the evidence of the open gate again, and returns its digest. */
export const refreshEvidence = defineUpdate<string>('refreshEvidence');

/** From `engagement` to `migration`, which forwards it to `module-load`. */
export const control = defineSignal<[Control]>('control');
/** From `migration` to `engagement`, which opens an exception gate. */
export const phaseQuestion = defineSignal<[PhaseQuestion]>('phaseQuestion');
/** From `engagement` to `migration`: the decision at the exception gate. */
export const phaseDecision = defineSignal<[PhaseDecision]>('phaseDecision');
/** From `engagement` to a `migration` that waits for a decision: end, and be started again with the decision. */
export const park = defineSignal<[]>('park');
/** From `migration` to `engagement`, after each phase. */
export const phaseReported = defineSignal<[PhaseReport]>('phaseReported');

/** From activities to `engagement`: a call fails and is repeated, or this has ended. */
export const repeatedCall = defineSignal<[RepeatedCall]>('repeatedCall');

/** From anyone to `migration` and `module-load`: the newest messages that were refused. `status` has those of `engagement`. */
export const refusedMessages = defineQuery<RefusedMessage[]>('refusedMessages');
