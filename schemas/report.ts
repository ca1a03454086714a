import type { RunRef } from './refs.ts';
import type { DocumentRef } from './sign-off.ts';
import type { LoadedObject, Module, Outcome } from './words.ts';

export type OutcomeCounts = Record<Outcome, number>;

/** Counts of one source object in one phase. */
export interface ObjectCounts {
  object: LoadedObject;
  extracted: number;
  outcomes: OutcomeCounts;
}

/** How often a reason stands beside an outcome. Reasons name fields and rules, never values or keys. */
export interface ReasonCount {
  outcome: Outcome;
  reason: string;
  count: number;
}

/** The count reconciliation of one phase. */
export interface PhaseReport extends RunRef {
  module: Module;
  objects: ObjectCounts[];
  extracted: number;
  outcomes: OutcomeCounts;
  destination: { before: number; now: number; expected: number };
  /** The second pass: records whose custom fields were written, and those that Zoho refused. */
  custom: { written: number; rejected: number };
  reasons: ReasonCount[];
  /** The count identity holds and the destination's own count agrees. */
  identityClosed: boolean;
  /** Sentences that say what doesn't close; empty when it closes. */
  gaps: string[];
  seconds: number;
  recordsPerSecond: number;
  calls: number;
  credits: number;
}

/** Every field of every record of a module, read back and compared. */
export interface ModuleVerification {
  modules: { module: Module; compared: number; fields: number; missing: number; different: number }[];
  /** Money totals by module and currency field, as decimal strings. */
  money: { module: Module; field: string; source: string; destination: string; agrees: boolean }[];
  /** At most 100 differences: key and field, never values. */
  differences: { key: string; field: string }[];
}

/** The verification of a run. */
export interface VerifyReport extends RunRef, ModuleVerification {
  agrees: boolean;
}

export type CheckState = 'pass' | 'warn' | 'fail';

export interface Check {
  /** Stable id such as `zoho.users`. */
  id: string;
  state: CheckState;
  what: string;
  affected: number;
  fix: string | null;
}

export interface PreflightReport {
  engagement: string;
  checks: Check[];
}

/** Figures of the scope document. */
export interface Scope {
  engagement: string;
  customer: string;
  takenAt: string;
  objects: { object: string; rows: number; columns: number; destination: string }[];
  /** Extracted as well, and not written to Zoho. */
  kept: { object: string; rows: number }[];
  quality: { object: string; rule: string; rows: number }[];
  customFields: { object: string; name: string; type: string }[];
  handoff: { object: string; rows: number }[];
}

/** What calls to Zoho were for: the module of a phase, or a step around the phases. */
export type CreditPhase =
  Module | 'preflight' | 'mapping' | 'survey' | 'schema' | 'transformation' | 'verification' | 'rollback';
export interface CreditUse {
  phase: string;
  calls: number;
  credits: number;
}

/** The figures of one run. */
export interface LoadReport {
  run: string;
  seconds: number;
  calls: number;
  credits: number;
  modules: PhaseReport[];
  verify: VerifyReport | null;
}

/** What an engagement ends with, and what `--json` prints. */
export interface FinalReport {
  engagement: string;
  customer: string;
  closedAt: string;
  identityClosed: boolean;
  verified: boolean;
  environments: Record<string, LoadReport[]>;
  /** By environment; `phase` is a module or a step around the phases. */
  creditUse: Record<string, CreditUse[]>;
  withheld: { rule: string; count: number }[];
  bodiesScanned: number;
  documents: DocumentRef[];
}

/** One record's whole story. */
export interface Trace {
  key: string;
  events: { environment: string; run: string; what: string }[];
}
