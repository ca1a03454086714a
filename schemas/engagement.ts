import { z } from 'zod';
import type { DocumentRef, Evidence, HeardSignOff } from './sign-off.ts';
import type { PhaseReport } from './report.ts';
import { Environment, type Module, type Pass } from './words.ts';

/** Input of the workflow `engagement`: the path of the engagement file as a worker sees it. */
export const StartEngagement = z.object({ file: z.string().min(1) });
export type StartEngagement = z.infer<typeof StartEngagement>;

/** What the workflows need to know of an engagement; everything else stays in the ledger. */
export interface Plan {
  engagement: string;
  operator: string;
  approvers: { email: string; role: string }[];
  roles: Record<string, string[]>;
  allowUnproven: boolean;
  /** In dependency order. */
  modules: Module[];
  lanes: number;
  slice: number;
  orgs: Record<Environment, string>;
  mappingDigest: string;
}

/** One load of one environment; `name` is `full-1`, `full-2`, `delta-1` … */
export interface RunRef {
  engagement: string;
  environment: Environment;
  run: string;
}

export interface PhaseRef extends RunRef {
  module: Module;
}

/** Input of a lane activity. */
export interface LaneInput extends PhaseRef {
  pass: Pass;
  lane: number;
  /** Lanes that run at once; what a lane beyond them left behind is adopted. */
  lanes: number;
  slice: number;
}

export interface LaneResult {
  written: number;
  rejected: number;
  /** `credits`: the rolling window is used up to the floor; come back at `resumeAt` (ISO 8601). */
  ended: 'slice' | 'empty' | 'cancelled' | 'credits' | 'breaker';
  resumeAt: string | null;
}

/** How far a phase is, by the ledger. */
export interface PhaseProgress extends PhaseRef {
  pass: Pass;
  total: number;
  done: number;
}

export type EngagementState =
  'running' | 'waiting at gate' | 'paused' | 'rolling back' | 'rolled back' | 'rejected' | 'stopped' | 'closed';

/** Answer to the query `status`. */
export interface EngagementStatus {
  engagement: string;
  state: EngagementState;
  /** The step of the runbook, in words. */
  step: string;
  gate: Evidence | null;
  run: RunRef | null;
  paused: boolean;
  lanes: number;
  signOffs: HeardSignOff[];
  reports: PhaseReport[];
  documents: DocumentRef[];
}

export const RollbackRequest = z.object({ environment: Environment });
export type RollbackRequest = z.infer<typeof RollbackRequest>;

/** What a rollback will do, or has done, per module in the order of undoing. */
export interface RollbackReport {
  engagement: string;
  environment: Environment;
  runs: string[];
  modules: { module: Module; toDelete: number; deleted: number; alreadyGone: number; failed: number }[];
  fields: { module: Module; toRemove: number; removed: number }[];
}

/** Input of the workflow `rollback`. */
export interface RollbackTarget {
  engagement: string;
  environment: Environment;
  orgId: string;
  modules: Module[];
  lanes: number;
}
