import { z } from 'zod';
import { PhaseRef, RunRef } from './refs.ts';
import type { PhaseReport } from './report.ts';
import { Decision } from './sign-off.ts';
import { ExceptionSubject } from './terms.ts';

/** Concurrent calls to one org. Every edition of Zoho CRM allows ten for calls with more than ten records. */
export const Lanes = z.int().min(1).max(10);

/** What people set for a whole engagement. */
export const Control = z.object({ paused: z.boolean(), lanes: Lanes });
export type Control = z.infer<typeof Control>;

/** A run that can't continue without a decision. */
export const PhaseQuestion = z.object({ subject: ExceptionSubject, run: RunRef, why: z.string().max(5_000) });
export type PhaseQuestion = z.infer<typeof PhaseQuestion>;

export const PhaseDecision = z.object({ subject: ExceptionSubject, decision: Decision });
export type PhaseDecision = z.infer<typeof PhaseDecision>;

const Counts = z.record(z.string(), z.number());

/** The report of a phase as a message. Only what the receiver uses is checked. */
export const ReportedPhase = PhaseRef.loose().and(
  z.looseObject({ outcomes: Counts, identityClosed: z.boolean(), gaps: z.array(z.string()) }),
) as unknown as z.ZodType<PhaseReport>;

/** A call that fails and is repeated. `reason` is null when it has ended: it has succeeded, or its step has failed. */
export const RepeatedCall = z.object({
  /** Identifies the call: its workflow, and the id of the activity in it. */
  id: z.string().min(1).max(300),
  /** Name of the activity. */
  call: z.string().min(1).max(100),
  since: z.iso.datetime(),
  reason: z.string().max(1_000).nullable(),
});
export type RepeatedCall = z.infer<typeof RepeatedCall>;
