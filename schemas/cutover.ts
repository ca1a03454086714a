import { z } from 'zod';

/** The steps of a cutover in their order. `privileges` is for sources whose privileges to write can be taken. */
export const CutoverStepId = z.enum([
  'freeze',
  'privileges',
  'quiet-check',
  'extraction',
  'delta',
  'handoff',
  'acceptance',
  'locking',
  'switch',
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
  checked: string;
  undo: string;
  /** After it, a rollback no longer brings everything back. */
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
  steps: CutoverStep[];
  /** Times after which something in Zoho can no longer be undone. */
  windows: string[];
  /** What people should know before they begin. */
  remarks: string[];
}
