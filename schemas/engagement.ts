import { z } from 'zod';
import type { FollowedStep } from './cutover.ts';
import { ExceptionChoice } from './exceptions.ts';
import { EngagementRef, EnvironmentRef, PassRef, RunRef } from './refs.ts';
import type { PhaseReport } from './report.ts';
import {
  GateRef,
  type DocumentRef,
  type Evidence,
  type ReceivedSignOff,
  type RefusedMessage,
  type RollbackRequest,
} from './sign-off.ts';
import { Environment, Gate, Slug, LoadKind, Module, type Pass } from './terms.ts';

/** Input of the workflow `engagement`: the path of the engagement file on the worker's machine. */
export const StartEngagement = z.object({ file: z.string().min(1).max(4_096) });
export type StartEngagement = z.infer<typeof StartEngagement>;

/** `engagement` is the slug in the id of the workflow. The file must have the same. */
export const OpenInput = StartEngagement.extend({ engagement: Slug });
export type OpenInput = z.infer<typeof OpenInput>;

/** The part of an engagement that the workflows need. Everything else stays in the ledger. */
export interface Plan {
  engagement: string;
  /** In dependency order. */
  modules: Module[];
  /**
   * Modules with lookups in modules that are loaded after them. Their second pass is done when all modules are created. Absent in
   * engagements that were started under earlier code.
   */
  later?: Module[];
  /** The most lanes that the engagement file allows. */
  lanes: number;
  /** The most delta loads before people are asked. */
  deltaRounds: number;
  slice: number;
  orgs: Record<Environment, string>;
  mappingDigest: string;
  /**
   * Whether people decide at the gate go-live before the switch, and a no-go leads back. Absent in engagements that were started under
   * earlier code: they lock after the acceptance, and a rejection ends them.
   */
  goLive?: boolean;
}

export const NameRunInput = EnvironmentRef.extend({ kind: LoadKind });
export type NameRunInput = z.infer<typeof NameRunInput>;

/** `file` is the path of the engagement file, which is read again. */
export const ProposeMappingInput = EngagementRef.extend({ file: z.string().min(1) });
export type ProposeMappingInput = z.infer<typeof ProposeMappingInput>;

export const ExtractInput = EngagementRef.extend({ staging: z.string().min(1) });
export type ExtractInput = z.infer<typeof ExtractInput>;

/**
 * `staging` names the extraction that is loaded. A workflow that was started before runs had a kind does not send it; the
 * name of a run begins with its kind.
 */
export const TransformInput = RunRef.extend({ kind: LoadKind.optional(), staging: z.string().min(1) }).transform(
  (input) => ({ ...input, kind: input.kind ?? LoadKind.parse(input.run.split('-')[0]) }),
);
export type TransformInput = z.infer<typeof TransformInput>;

/** Without an environment, production: callers of earlier code do not send it. */
export const LockInput = EngagementRef.extend({ environment: Environment.default('production') });
export type LockInput = z.infer<typeof LockInput>;

/** With the sandbox, it is that of a dry run. Without an environment, production. */
export const HandOffInput = EngagementRef.extend({ environment: Environment.optional() });
export type HandOffInput = z.infer<typeof HandOffInput>;

export const EvidenceInput = EngagementRef.extend(GateRef.shape);
export type EvidenceInput = z.infer<typeof EvidenceInput>;

/** The gate whose approvers get a notice, and the digest of its evidence. */
export const NoticeInput = EngagementRef.extend({ gate: Gate, digest: z.string() });
export type NoticeInput = z.infer<typeof NoticeInput>;

/**
 * A message that is judged and booked. `id` identifies it: a repeated call with the same id books nothing again and has the
 * same verdict. `received` is what was sent, unread. `at` is the time of the workflow.
 */
const Message = EngagementRef.extend({ id: z.string().min(1), received: z.unknown(), at: z.iso.datetime() });

/**
 * `open` is the gate that waits for a decision; without one, `closed` says why no sign-off can count.
 */
export const SignOffInput = Message.extend({ open: GateRef.nullable(), closed: z.string() });
export type SignOffInput = z.infer<typeof SignOffInput>;

/** `isDecided`: the gate is decided, without effect yet. Sign-offs from when it was open before can't be revoked. */
export const RevocationInput = SignOffInput.extend({ isDecided: z.boolean().default(false) });
export type RevocationInput = z.input<typeof RevocationInput>;

/** A request to roll back or to cancel. `closed` says why it can't be done now; null if it can. */
export const RequestInput = Message.extend({ closed: z.string().nullable() });
export type RequestInput = z.infer<typeof RequestInput>;

/** A person's act on exceptions or on a spot check, as it was sent. */
export const ActInput = Message;
export type ActInput = z.infer<typeof ActInput>;

/** A request to load exceptions again. `loaded`: the newest complete loads. `closed`: why it can't be done now; null if it can. */
export const RetryInput = Message.extend({
  loaded: z.object({ sandbox: RunRef.nullable(), production: RunRef.nullable() }),
  closed: z.string().nullable(),
});
export type RetryInput = z.infer<typeof RetryInput>;

/** The exceptions of a run that are made pending. */
export const ReopenInput = RunRef.extend({ choice: ExceptionChoice });
export type ReopenInput = z.infer<typeof ReopenInput>;

/** Input of a lane activity. */
export const LaneInput = PassRef.extend({
  lane: z.int().min(0),
  /** Number of concurrent lanes. They take over the unfinished batches of lanes with a higher number. */
  lanes: z.int().min(1),
  /** Records after which the activity returns. */
  slice: z.int().min(1),
});
export type LaneInput = z.infer<typeof LaneInput>;

/** One lane of the removal of a module's records. */
export const RemovalInput = EnvironmentRef.extend({ module: Module, lane: z.int().min(0), lanes: z.int().min(1) });
export type RemovalInput = z.infer<typeof RemovalInput>;

export interface LaneResult {
  written: number;
  rejected: number;
  /** `credits`: the credits of the rolling window are used up to the floor; continue at `resumeAt` (ISO 8601). */
  ended: 'slice' | 'empty' | 'cancelled' | 'credits' | 'breaker';
  resumeAt: string | null;
}

/** How far a step that takes long is with a module or a source object. `environment` and `run` are null outside of a run. */
export interface StepProgress {
  engagement: string;
  environment: Environment | null;
  run: string | null;
  /** `base` and `custom` are the passes of a load. */
  step: Pass | 'extract' | 'transform' | 'verify' | 'rollback';
  /** A module, or a source object. */
  subject: string;
  done: number;
  total: number;
  /** Seconds since its beginning. */
  seconds: number;
}

export type EngagementState =
  | 'running'
  | 'waiting at gate'
  | 'paused'
  | 'rolling back'
  | 'rolled back'
  | 'cancelled'
  | 'rejected'
  | 'stopped'
  | 'closed';

/** Whether an engagement in this state does nothing any more. */
export const hasEnded = ({ state }: { state: EngagementState }): boolean =>
  ['rolled back', 'cancelled', 'rejected', 'stopped', 'closed'].includes(state);

/** Records of a module that the loads of an engagement left in Zoho: new ones, and changed ones from before the loads. */
export interface StayingRecords {
  environment: Environment;
  module: Module;
  created: number;
  changed: number;
}

/** Answer to the query `status`. */
export interface EngagementStatus {
  engagement: string;
  state: EngagementState;
  /** The current step, as a text for people. */
  step: string;
  /** `step` is the result of a gate or a phase, which `signOffs` or `reports` has too. */
  stepIsResult: boolean;
  gate: Evidence | null;
  run: RunRef | null;
  paused: boolean;
  lanes: number;
  /** The newest ones. The ledger has all. */
  signOffs: ReceivedSignOff[];
  /** The newest messages that could not be read or are not allowed. */
  refused: RefusedMessage[];
  reports: PhaseReport[];
  documents: DocumentRef[];
  /** The newest rollback of each environment, with the runs of earlier ones. */
  rollbacks?: RollbackReport[];
  /** The steps of the newest cutover, or of a dry run in the sandbox. Absent before, and in engagements of earlier code. */
  cutover?: FollowedStep[];
  /** What stays in Zoho after the engagement was cancelled. */
  staying?: StayingRecords[];
}

/** What a rollback will do with the records of a module, or has done. */
export interface RollbackModule {
  module: Module;
  /** Without a result yet. */
  toDelete: number;
  toRestore: number;
  deleted: number;
  restored: number;
  /** People had deleted it. */
  alreadyGone: number;
  /** Left as they are, because people changed them or something that stays refers to them. */
  kept: number;
  /** Zoho refused, or the final check found something else than what was done. */
  failed: number;
}

/** A record that stays, and why. */
export interface LeftRecord {
  module: Module;
  key: string;
  zohoId: string;
  reason: string;
}

/** What a rollback will do, or has done, with the rule that locks the migrated records of a module. */
export interface RollbackLock {
  module: Module;
  /** Name of the rule in Zoho. */
  rule: string;
  state: 'to remove' | 'removed' | 'kept';
  /** Why it stays. */
  why: string | null;
}

/** What a rollback will do, or has done, per module in the order of the rollback. */
export interface RollbackReport extends EnvironmentRef {
  runs: string[];
  modules: RollbackModule[];
  fields: { module: Module; toRemove: number; removed: number; kept: { apiName: string; why: string }[] }[];
  /** Rules that lock migrated records. Absent: none, or a report of an earlier version. */
  locks?: RollbackLock[];
  /** The first records that stay. */
  left: LeftRecord[];
  /** Lookups of other modules that Zoho could not be asked for, as `Module.Field`. */
  notAsked: string[];
  /** Modules that are being loaded during a preview. Absent in the reports of rollbacks and of earlier versions. */
  loading?: Module[];
  /**
   * The final check, made in Zoho before the fields were removed: records of the loads that are there, and restored records
   * that were compared with their values from before. Null before the check.
   */
  measured: { module: Module; present: number; compared: number }[] | null;
}

/** Input of the workflow `rollback`. */
export interface RollbackTarget extends EnvironmentRef {
  orgId: string;
  modules: Module[];
  lanes: number;
  /** Who requests it. A running engagement has judged the request and does not pass it. */
  request?: RollbackRequest;
}
