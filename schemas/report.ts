import type { DuplicateSum } from './duplicates.ts';
import type { Estimate } from './estimate.ts';
import type { PackCheck } from './pack-check.ts';
import type { Tier } from './proposal.ts';
import type { QualityReport } from './quality.ts';
import type { RunRef } from './refs.ts';
import type { DocumentRef } from './sign-off.ts';
import type { Environment, LoadKind, LoadedObject, Module, Outcome } from './terms.ts';

export type OutcomeCounts = Record<Outcome, number>;

/** Counts of one source object in one phase. */
export interface ObjectCounts {
  object: LoadedObject;
  extracted: number;
  outcomes: OutcomeCounts;
}

/** How often a reason occurs with an outcome. Reasons name fields and rules, never values or keys. */
export interface ReasonCount {
  outcome: Outcome;
  reason: string;
  count: number;
}

/**
 * How often the values of a field were left blank, changed, assumed or withheld: `blank:`, `repaired:`, `default:`, `added:`,
 * `withheld:` … and the reason. No values or keys.
 */
export interface RemarkCount {
  field: string;
  rule: string;
  count: number;
}

/** Records in Zoho whose source rows have vanished, or no longer become these records. */
export interface StaleCounts {
  kept: number;
  deleted: number;
  /** Deleted by people before. */
  gone: number;
  /** Zoho refused to delete them. */
  failed: number;
  /** People have to decide. */
  asked: number;
}

/** What customers owe by the records of a module, in one currency. Amounts are decimal strings. */
export interface Receivables {
  currency: string;
  /** Accounts and records with an open amount in the source. */
  accounts: number;
  records: number;
  /** What is open in the source, by its own figures. */
  source: string;
  /** What Zoho has acknowledged. */
  zoho: string;
  /** Open in the source, of records that are not in Zoho. */
  missing: { records: number; amount: string };
  /** Records in Zoho with another amount than the source. */
  different: number;
  /** Records in Zoho whose check box does not say whether something is open; 0 if the mapping has none. */
  misflagged: number;
  /** Rows whose open amount can't be read, so that it is in no sum. Absent in reports of earlier versions. */
  unreadable?: number;
}

/** The count reconciliation of one phase. */
export interface PhaseReport extends RunRef {
  module: Module;
  objects: ObjectCounts[];
  extracted: number;
  outcomes: OutcomeCounts;
  destination: { before: number; now: number; expected: number };
  /** Absent in reports of full loads and of earlier versions. */
  stale?: StaleCounts;
  /**
   * Records whose own total in the source does not follow from their lines, and records without a total, by the
   * transformation of this run. Absent: none.
   */
  totals?: { different: number; missing: number };
  /** What is open, by currency. Absent: the mapping names no column with it, or a report of an earlier version. */
  receivables?: Receivables[];
  /** The second pass: number of records whose custom fields were written, and number that Zoho rejected. */
  custom: { written: number; rejected: number };
  reasons: ReasonCount[];
  /** Absent in reports of earlier versions. */
  remarks?: RemarkCount[];
  /** The count identity holds, and Zoho's own count agrees. */
  identityClosed: boolean;
  /** One sentence per count that does not agree; also rejected custom fields, which don't affect `identityClosed`. */
  gaps: string[];
  seconds: number;
  recordsPerSecond: number;
  calls: number;
  credits: number;
}

/** A field that people changed in Zoho after our last write. */
export interface ZohoEdit {
  key: string;
  field: string;
  /** Zoho's time of the last change of the record. */
  editedAt: string;
}

/** A record in Zoho whose last change was rejected. */
export interface RefusedChange {
  key: string;
  /** Without values. */
  reason: string;
}

/** The figures of one record that differ, as decimal strings; null where there is none. */
export interface MoneyDifference {
  key: string;
  field: string;
  source: string | null;
  lines: string | null;
  destination: string | null;
}

/** The sums of one money field over the records that were compared, as decimal strings. */
export interface MoneyTotal {
  field: string;
  /** The source's own figures. Null: the mapping names no column for them. */
  source: string | null;
  /** The sum of the lines that were written. Null for a field that does not follow from lines. */
  lines: string | null;
  destination: string;
  /** Records whose figures differ. */
  different: number;
  /** Records without a figure in the source. */
  unknown: number;
}

/** What Zoho shows in a money field of a record, as a decimal string. Null: the value is that of people, and is not compared. */
export type ReadMoney = [key: string, field: string, amount: string | null];

/** Records with money that is compared with nothing, and how much it is. */
export interface MoneyApart {
  records: number;
  amount: string;
}

/** The money of a module's records by account and billing period, in one field and currency. Amounts are decimal strings. */
export interface PeriodMoney {
  module: Module;
  /** Zoho's field. */
  field: string;
  currency: string;
  accounts: number;
  periods: number;
  /** By the source's own figures. */
  source: string;
  /** As it was read back. */
  zoho: string;
  /** In the source, of records that are not in Zoho. */
  missing: MoneyApart;
  /** In the source, of records whose value in Zoho is that of people. */
  edited: MoneyApart;
  /** In Zoho, of records that the source no longer has. It is in no other sum. */
  vanished: MoneyApart;
  /** Records without an amount in the source, so that they are in no sum. */
  unknown: number;
  /** Accounts' periods whose money in Zoho is another than in the source. */
  different: number;
}

/** The money of one account in one billing period that differs. */
export interface PeriodDifference {
  module: Module;
  field: string;
  /** Key of the account. */
  account: string;
  currency: string;
  period: string;
  source: string;
  zoho: string;
  missing: string;
  edited: string;
}

/** Result of reading back and comparing every field of every record of a module. */
export interface ModuleVerification {
  /** Values that were read back and scanned for network identifiers, and how many were found. */
  scanned: { values: number; hits: number };
  modules: {
    module: Module;
    compared: number;
    fields: number;
    missing: number;
    different: number;
    /** Fields that were not compared, because they keep people's value after a conflict. Absent: none. */
    held?: number;
    /** Fields that people changed in Zoho after our last write. Absent: none. */
    edited?: number;
    /** Records in Zoho whose last change was rejected, so that they have earlier values. Absent: none. */
    refused?: number;
  }[];
  /**
   * Money by module and field. It agrees when no record differs. Reports of earlier versions have neither `lines`, nor
   * `different`, nor `unknown`, and the sum of the lines as `source`.
   */
  money: (Omit<MoneyTotal, 'lines' | 'different' | 'unknown'> &
    Partial<MoneyTotal> & { module: Module; agrees: boolean })[];
  /** At most 100, with key and field but never values. */
  differences: { key: string; field: string }[];
  /** At most 100. Absent in reports of earlier versions. */
  moneyDifferences?: MoneyDifference[];
  /** At most 100. Absent in reports of earlier versions. */
  edits?: ZohoEdit[];
  /** At most 100, with the reason of the rejection. Absent in reports of earlier versions. */
  refused?: RefusedChange[];
  /** Absent: the mapping names no account for the money, or a report of an earlier version. */
  periods?: PeriodMoney[];
  /** At most 100. */
  periodDifferences?: PeriodDifference[];
}

/** What the verification of one slice of a module found. */
export interface SliceVerification {
  compared: number;
  fields: number;
  missing: number;
  different: number;
  held: number;
  edited: number;
  scanned: { values: number; hits: number };
  totals: MoneyTotal[];
  /** The lists have at most 100 entries each. */
  differences: { key: string; field: string }[];
  moneyDifferences: MoneyDifference[];
  edits: ZohoEdit[];
}

/** Values that a rule of the guard found in one field, with the key of one record. */
export interface GuardFinding {
  object: string;
  field: string;
  rule: string;
  count: number;
  sample: string;
}

/** What the guard of network identifiers did in one run. */
export interface Receipt extends RunRef {
  scanned: { bodies: number; values: number; tokens: number };
  /** The operator's own identifiers that have fingerprints, and values of the lists that were not usable, by kind. */
  known: { total: number; counts: Record<string, number>; refused: Record<string, number> };
  withheld: GuardFinding[];
  suspicious: GuardFinding[];
  /** The scan of what Zoho holds afterwards; null before any module is verified. */
  readBack: { values: number; hits: number } | null;
  /** Files that hang on records, by whether their content is a text, which was scanned. Absent in earlier receipts. */
  files?: { scanned: number; unscanned: number; bytes: number };
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
  /** `what` without names of people, for the failure of the workflow: histories and logs keep it. Absent: `what` names nobody. */
  withoutPeople?: string;
  affected: number;
  fix: string | null;
  /** A failed check that may pass later although nothing is corrected, because a server did not respond. */
  isPassing?: boolean;
}

/** What became of one column of the source in a proposed mapping. */
export interface ProposedColumn {
  /** `billing_accounts.tax_id`. */
  column: string;
  module: string;
  /** A field of Zoho, `custom`, `ignore`, `withheld` or `route`. */
  into: string;
  /** How often decisions with this score are right, 0–1. */
  score: number;
  tier: Tier;
  /** What speaks for it. It names no values. */
  evidence: string[];
  runnerUp: { into: string; score: number; whyNot: string } | null;
}

/** What a language model was asked for a proposal. */
export interface SecondOpinion {
  model: string;
  host: string;
  /** The file on the worker with each question and answer. */
  file: string;
  calls: number;
  /** As the server counts them; null if it does not. */
  tokens: number | null;
  /** Columns that it was asked about, and those with an answer that counts. */
  columns: number;
  votes: number;
  /** Entries of its answers that don't count: other columns, unknown fields. */
  ignored: number;
}

/** A mapping that was written into a file. */
export interface ProposalReport {
  engagement: string;
  file: string;
  columns: ProposedColumn[];
  /** Decisions of other engagements that speak about columns of this one: how many columns, and which engagements. */
  earlier: { columns: number; engagements: string[] };
  /** Null if no language model was asked. */
  secondOpinion: SecondOpinion | null;
  /** What people must know beside the decisions. */
  remarks: string[];
  /** What the check of the mapping finds in it. */
  problems: { severity: 'fail' | 'warn'; path: string; message: string; fix: string }[];
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
  /** Objects that the mapping loads: all rows, those that go to each module, and those that are left out. */
  objects: {
    object: string;
    rows: number;
    columns: number;
    routes: { module: string; rows: number }[];
    leftOut: { reason: string; rows: number }[];
  }[];
  /** Objects that are extracted but not written to Zoho, and why. */
  kept: { object: string; rows: number; why: string }[];
  quality: QualityReport;
  /** Possible duplicates for people to decide about; null if the survey was not searched. Absent in earlier versions. */
  duplicates?: DuplicateSum | null;
  estimate: Estimate;
  customFields: { object: string; name: string; type: string }[];
  handoff: { object: string; rows: number }[];
  /** Kinds of the operator's own network identifiers that the source profile lists. */
  identifierLists: string[];
}

/** The purpose of calls to Zoho: the module of a phase, or a step outside the phases, such as `preflight` or `verification`. */
export type CreditPhase = string;
export interface CreditUse {
  phase: string;
  calls: number;
  credits: number;
}

/** What Zoho last said. It names the credits only when less than half of the window's are left; null before. */
export interface CreditsLeft {
  credits: number | null;
  /** ISO 8601. */
  saidAt: string;
}

/** Credits of an engagement in one org. `left`: null if nobody has asked Zoho yet. Others may use the org too. */
export interface OrgCredits {
  environment: Environment;
  used: CreditUse[];
  left: CreditsLeft | null;
}

/** The figures of one run. */
export interface LoadReport {
  run: string;
  kind: LoadKind;
  seconds: number;
  calls: number;
  credits: number;
  modules: PhaseReport[];
  verify: VerifyReport | null;
}

/** How the lock of a module was checked, on a sample of the migrated records. */
export interface LockCheck {
  /** Records of the sample. */
  sampled: number;
  /** Records that Zoho shows as locked. */
  locked: number;
  /** Records whose change Zoho refused because they are locked, tried by the user of the load while no profile was excluded. */
  refused: number;
  /** The same, tried by `destination.check_user` after the profiles were excluded. Absent: there is no such user. */
  byOther?: OtherCheck;
}

/** Changes of locked records that a user with no excluded profile tried. */
export interface OtherCheck {
  tried: number;
  /** Refused because the record is locked. */
  refused: number;
  /** Accepted: the record was not locked for this user. */
  accepted: number;
  /** Why the others were refused: Zoho's codes, or what was wrong with the whole call. */
  reasons: string[];
}

/** The lock of the migrated records of a module since the switch to Zoho. */
export interface HistoryLock {
  module: Module;
  /** Name of the rule in Zoho. */
  rule: string;
  /** Profiles whose users may still change the records. */
  except: string[];
  /** Null before the check. */
  check: LockCheck | null;
  /** Why the records are not locked, or are not known to be, and what to do; null if they are. */
  problem: string | null;
}

/** The report at the end of an engagement. `--json` prints it. */
export interface FinalReport {
  engagement: string;
  customer: string;
  closedAt: string;
  identityClosed: boolean;
  verified: boolean;
  environments: Record<string, LoadReport[]>;
  /** By environment. `phase` is a module, or a step outside the phases. */
  creditUse: Record<string, CreditUse[]>;
  withheld: { rule: string; count: number }[];
  bodiesScanned: number;
  /** Absent: the mapping locks nothing, or a report of an earlier version. */
  locks?: HistoryLock[];
  documents: DocumentRef[];
}

/** The history of one record. */
export interface Trace {
  key: string;
  events: { environment: string; run: string; what: string }[];
}

/** A document after an export to the folder. `lost`: the ledger has only its digest, and the file is missing or differs. */
export interface ExportedDocument {
  name: string;
  /** Absolute path on the worker. */
  path: string;
  digest: string;
  state: 'unchanged' | 'written' | 'replaced' | 'lost';
}

/** The result of checking the audit of an engagement again. */
export interface AuditReport {
  engagement: string;
  entries: number;
  /** The last entry of the chain. Whoever noted it earlier can see that nothing before it was replaced. */
  head: { seq: number; hash: string } | null;
  messages: CheckedMessage[];
  /** Number of messages that were checked and are not listed, because an answer of a worker has a limit. */
  unlisted?: number;
  /** What does not agree, beside the problems of single messages. */
  problems: string[];
  /** What deserves attention and is no contradiction. */
  remarks: string[];
  /** Present if an acceptance pack was to be compared. */
  pack?: PackCheck;
}

/** A booked message that was judged again from the ledger alone. */
export interface CheckedMessage {
  what: string;
  gate: string | null;
  decision: string | null;
  by: string | null;
  at: string;
  counted: boolean;
  proof: 'key' | 'oidc' | 'none';
  /** Why it does not agree; null if it does. */
  problem: string | null;
}
