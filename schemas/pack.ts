import { z } from 'zod';
import type { ExceptionDecision, ExceptionKind, ExceptionSum } from './exceptions.ts';
import type { FinalReport, Receipt } from './report.ts';
import type { Environment, LoadKind, Module } from './terms.ts';

/** The part of the scope document that a pack repeats. Documents of earlier versions lack some lists. */
export const PackScope = z.object({
  takenAt: z.string(),
  objects: z
    .array(
      z.object({
        object: z.string(),
        rows: z.number(),
        routes: z.array(z.object({ module: z.string(), rows: z.number() })).default([]),
        leftOut: z.array(z.object({ reason: z.string(), rows: z.number() })).default([]),
      }),
    )
    .default([]),
  kept: z.array(z.object({ object: z.string(), rows: z.number(), why: z.string() })).default([]),
  customFields: z.array(z.object({ object: z.string(), name: z.string(), type: z.string() })).default([]),
  handoff: z.array(z.object({ object: z.string(), rows: z.number() })).default([]),
});
export type PackScope = z.infer<typeof PackScope>;

/** A counted message of a person, with its proof. */
export interface PackDecision {
  at: string;
  what: string;
  gate: string | null;
  decision: string | null;
  by: string | null;
  /** As the engagement file of that time has it; null if it lists no such person. */
  name: string | null;
  role: string | null;
  /** Digest of the evidence that the person saw, and the code and the mapping that it covers. */
  evidence: string | null;
  code: string | null;
  mapping: string | null;
  /** How many people were still missing afterwards. */
  missing: number;
  /**
   * `by`: the issuer, or `key:` and the public half of the key. `reference`: SHA-256 of the ID token, or the signature. Null: a
   * message without a proof.
   */
  proof: { kind: 'oidc' | 'key'; by: string | null; reference: string } | null;
}

/** Exceptions with the same reason and the same end. */
export interface ExceptionEnd {
  module: Module;
  kind: ExceptionKind;
  reason: string;
  /** Null: nobody has decided. */
  decision: ExceptionDecision | null;
  owner: string | null;
  decidedBy: string | null;
  count: number;
}

/** The exceptions of the newest load of an environment. `ends` has the most frequent ones, `unlisted` counts the others. */
export interface PackExceptions extends ExceptionSum {
  environment: Environment;
  run: string;
  ends: ExceptionEnd[];
  unlisted: number;
}

/** Fields that both the source and people in Zoho had changed, by what became of them. */
export interface ConflictCount {
  environment: Environment;
  run: string;
  module: Module;
  rule: string;
  state: string;
  /** What people decided about an open one. */
  decision: string | null;
  count: number;
}

/** What the engagement did or waited for, with its times. */
export interface PackStep {
  kind: string;
  what: string;
  environment: Environment | null;
  run: string | null;
  began: string;
  ended: string | null;
}

export interface PackRun {
  environment: Environment;
  run: string;
  kind: LoadKind;
  state: string;
  /** Digests of the mapping and of the staged files. */
  mapping: string;
  manifest: string;
}

export interface PackMapping {
  version: number;
  origin: string;
  digest: string;
  mappingDigest: string;
  madeBy: string | null;
  madeAt: string;
  isUsed: boolean;
}

/** Everything that was agreed, done and measured in an engagement: the final report, with who decided what and by which proof. */
export interface AcceptancePack extends Omit<FinalReport, 'documents'> {
  format: 1;
  scope: PackScope | null;
  decisions: PackDecision[];
  /** Messages that did not count. */
  refused: number;
  runs: PackRun[];
  exceptions: PackExceptions[];
  conflicts: ConflictCount[];
  receipts: Receipt[];
  steps: PackStep[];
  versions: {
    /** Digest of the code that closed the engagement. */
    code: string;
    /** Digest of the engagement's files. */
    files: string;
    mapping: string;
    mappings: PackMapping[];
  };
  documents: { name: string; digest: string; writtenAt: string }[];
  /** The chain of the audit before the pack was written. */
  audit: { entries: number; head: { seq: number; hash: string } | null };
}
