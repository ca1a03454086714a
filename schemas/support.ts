import type { ExceptionGroup, ExceptionSum } from './exceptions.ts';
import type { StepProgress } from './engagement.ts';
import type { JsonObject } from './json.ts';
import type { ConflictCount, PackRun, PackStep } from './pack.ts';
import type { CreditUse } from './report.ts';
import type { Environment } from './terms.ts';

/** What a worker says of itself for support. No secrets, addresses or paths. */
export type WorkerSettings = Record<string, string | number | boolean | null | string[]>;

/** A message that did not count. Roles that the engagement does not know are left out. */
export interface SupportRefusal {
  at: string;
  what: string | null;
  gate: string | null;
  decision: string | null;
  role: string | null;
  why: string | null;
}

/**
 * What the ledger has for support: names of fields and rules, counts and times. No value and no key of a record, no amount, no
 * person. Answer to a question, so it goes through Temporal.
 */
export interface SupportReport {
  engagement: string;
  gatheredAt: string;
  /** Null: read from the ledger without a worker. */
  worker: WorkerSettings | null;
  versions: { ledger: number; code: string | null; mapping: string; files: string };
  configuration: JsonObject;
  runs: PackRun[];
  /** Phases and verifications. */
  reports: JsonObject[];
  exceptions: ({ environment: Environment; run: string; reasons: ExceptionGroup[] } & ExceptionSum)[];
  conflicts: ConflictCount[];
  receipts: JsonObject[];
  steps: PackStep[];
  progress: StepProgress[];
  credits: { environment: Environment; used: CreditUse[] }[];
  refusals: SupportRefusal[];
  documents: { name: string; digest: string; writtenAt: string }[];
  audit: { entries: number; broken: number | null };
}

/** One file of a bundle. */
export interface SupportFile {
  name: string;
  text: string;
}
