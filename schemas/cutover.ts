import { z } from 'zod';
import { EngagementRef } from './refs.ts';
import { Email } from './sign-off.ts';

/**
 * The steps of a cutover in their order. `privileges` is for sources whose privileges to write can be taken, `locking` for mappings
 * that lock records, and `rights` for engagements that name the profile of the load's user after the switch.
 */
export const CutoverStepId = z.enum([
  'freeze',
  'privileges',
  'quiet-check',
  'extraction',
  'delta',
  'handoff',
  'go-live',
  'locking',
  'rights',
  'switch',
  'acceptance',
]);
export type CutoverStepId = z.infer<typeof CutoverStepId>;

export interface CutoverStep {
  id: CutoverStepId;
  what: string;
  /** A role, or what the engagement file names. */
  owner: string;
  /** Null where nothing was measured. */
  expectedMinutes: number | null;
  /** Where the minutes come from, or why there are none. */
  basis: string;
  /** Minutes that the step took in the dry run in the sandbox; null without one. */
  measuredMinutes: number | null;
  checked: string;
  undo: string;
  /** After it, the fallback no longer leads back. */
  isPointOfNoReturn: boolean;
}

/** The cutover as a runbook. */
export interface CutoverPlan {
  engagement: string;
  customer: string;
  /** The rehearsal that was measured; null before the first one. */
  rehearsal: string | null;
  /** Minutes that the rollback of the rehearsal took. */
  rollbackMinutes: number | null;
  /** When the dry run ended, ISO 8601; null without one. */
  dryRunAt: string | null;
  steps: CutoverStep[];
  /** What a no-go does before the point of no return, in its order. */
  fallback: string[];
  /** Times after which something in Zoho can no longer be undone. */
  windows: string[];
  /** What people should know before they begin. */
  remarks: string[];
}

/**
 * A step of the plan while the workflow runs it. `skipped`: it was not needed, or it is not known to be done. `called off`: it ran
 * when the cutover was called off. Times are ISO 8601: `started` when it began first, `ended` when it ended last. It has no owner: owners may be names of people, and Temporal keeps the histories.
 */
export const FollowedStep = z.object({
  id: CutoverStepId,
  expectedMinutes: z.number().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'skipped', 'called off']),
  started: z.iso.datetime().nullable(),
  ended: z.iso.datetime().nullable(),
  /** Milliseconds from `started` to `ended` in which other steps ran. Absent if it ran once. */
  idleMs: z.number().optional(),
});
export type FollowedStep = z.infer<typeof FollowedStep>;

/** What the workflow needs of a written plan. */
export interface PreparedCutover {
  scripts: number;
  /** Absent in results of earlier code. */
  steps?: Pick<CutoverStep, 'id' | 'expectedMinutes'>[];
}

/** `isReduced`: whether the user of the load should have the rights of after the switch, or those of before. */
export const RightsInput = EngagementRef.extend({ isReduced: z.boolean() });
export type RightsInput = z.infer<typeof RightsInput>;

/** What people are told of: that they work in Zoho from now on, or that the cutover was called off. */
export const SwitchNotice = EngagementRef.extend({
  occasion: z.enum(['switched', 'called off']),
  at: z.iso.datetime(),
});
export type SwitchNotice = z.infer<typeof SwitchNotice>;

/** How an engagement ends during a cutover: with a rollback of production, or so that what was loaded stays. */
export const CutoverEnd = z.enum(['rolled back', 'ended']);
export type CutoverEnd = z.infer<typeof CutoverEnd>;

/**
 * A cutover that was called off: at which gate, or by which end of the engagement, and the steps up to then. `remark`: what was found
 * before the source was asked.
 */
export const FallbackInput = EngagementRef.extend({
  gate: z.string().nullable(),
  end: CutoverEnd.optional(),
  steps: z.array(FollowedStep),
  remark: z.string().nullable(),
});
export type FallbackInput = z.infer<typeof FallbackInput>;

/** A request of the operator or an approver for a dry run of the cutover in the sandbox. */
export const RehearseCutover = z.strictObject({ by: Email });
export type RehearseCutover = z.infer<typeof RehearseCutover>;

/** The steps of a dry run in the sandbox, with their times. `remark`: what could not be tried; null if all was. */
export const DryRunInput = EngagementRef.extend({ steps: z.array(FollowedStep), remark: z.string().nullable() });
export type DryRunInput = z.infer<typeof DryRunInput>;
