import { z } from 'zod';
import { RunRef } from './refs.ts';
import { Environment, Gate } from './terms.ts';

export const decisions = ['approved', 'changes-requested', 'rejected'] as const;
export const Decision = z.enum(decisions);
export type Decision = z.infer<typeof Decision>;

/** Addresses that differ only in case, in white space around them or in their Unicode form belong to one person. */
export const canonicalEmail = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

const Email = z.string().max(254).transform(canonicalEmail).pipe(z.email());
/** Postgres has no NUL character. */
const Text = z.string().refine((text) => !text.includes('\0'), 'must not have a NUL character');

/** A person's decision at a gate. `digest` identifies the evidence that the person saw. */
export const SignOff = z.strictObject({
  gate: Gate,
  decision: Decision,
  by: Email,
  role: Text.min(1).max(100),
  digest: z.string().regex(/^[0-9a-z-]{8,64}$/, 'must be the digest of the evidence'),
  comment: Text.max(2_000).optional(),
});
export type SignOff = z.infer<typeof SignOff>;

/** A person's request to undo what the engagement wrote to one environment. */
export const RollbackRequest = z.strictObject({
  environment: Environment,
  by: Email,
  role: Text.min(1).max(100),
  comment: Text.max(2_000).optional(),
});
export type RollbackRequest = z.infer<typeof RollbackRequest>;

/** A file in the documents folder. The digest is the SHA-256 of its bytes. */
export interface DocumentRef {
  name: string;
  path: string;
  digest: string;
}

/**
 * A gate and what its evidence is about: a run, and the name of the extraction that was or will be loaded. `why` says what
 * needs a decision at an exception gate.
 */
export const GateRef = z.object({
  gate: Gate,
  run: RunRef.nullable(),
  staging: z.string().nullable(),
  why: z.string().nullable(),
});
export type GateRef = z.infer<typeof GateRef>;

/** What a person sees at a gate. The digest covers the documents and everything else that the decision depends on. */
export interface Evidence {
  gate: Gate;
  digest: string;
  /** A few sentences with the figures, all from reports. */
  summary: string;
  documents: DocumentRef[];
  /** Roles that may sign. */
  roles: string[];
}

/** The answer to a sign-off: it counts, or it does not count and `why` says the reason. */
export type Verdict = { counted: true } | { counted: false; why: string };

/** A sign-off with its verdict. `at` is the time of the workflow, ISO 8601. */
export interface ReceivedSignOff {
  signOff: SignOff;
  verdict: Verdict;
  at: string;
}

/** A message that was refused before it was a valid request. */
export interface RefusedMessage {
  message: string;
  why: string;
  at: string;
}
