import { z } from 'zod';
import { RunRef } from './refs.ts';
import { isStorable, notStorable } from './storable.ts';
import { Environment, Gate } from './terms.ts';

export const decisions = ['approved', 'changes-requested', 'rejected'] as const;
export const Decision = z.enum(decisions);
export type Decision = z.infer<typeof Decision>;

/** Addresses that differ only in case, in white space around them or in their Unicode form belong to one person. */
export const canonicalEmail = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

export const Email = z.string().max(254).transform(canonicalEmail).pipe(z.email());
const Text = z.string().refine(isStorable, notStorable);
/** Browsers send CRLF, and the same letter can have two Unicode forms. The proof covers this form. */
const Comment = Text.max(2_000).transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n'));
export const Role = Text.min(1).max(100);
const Digest = z.string().regex(/^[0-9a-z-]{8,64}$/, 'must be the digest of the evidence');

/** The public half of an Ed25519 key: the `x` of its JWK (RFC 8037), 32 bytes in base64url. */
export const PublicKey = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{43}$/,
    'must be the public half of an Ed25519 key: 43 characters, as portage key new prints it',
  );

/** When a proof was made, and 128 random bits in base64url, so that no two sign-offs have the same hash. */
export const Occasion = z.object({
  asked: z.iso.datetime(),
  random: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be 128 random bits in base64url'),
});
export type Occasion = z.infer<typeof Occasion>;

/**
 * What shows that a message comes from the person it names. It covers the canonical text of the message
 * (`domain/canonical-sign-off.ts`).
 *
 * - `key`: an Ed25519 signature by a key that the engagement file lists for the person
 * - `oidc`: an ID token of OpenID Connect whose nonce is the hash of the canonical text. `token` refers to the token in the
 *   ledger; it is the token's SHA-256 in hex. The token itself never passes through Temporal.
 */
export const Proof = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('key'),
    ...Occasion.shape,
    key: PublicKey,
    signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/, 'must be an Ed25519 signature: 64 bytes in base64url'),
  }),
  z.strictObject({
    kind: z.literal('oidc'),
    ...Occasion.shape,
    token: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the ID token'),
  }),
]);
export type Proof = z.infer<typeof Proof>;

/** A person's decision at a gate. `digest` identifies the evidence that the person saw. */
export const SignOff = z.strictObject({
  gate: Gate,
  decision: Decision,
  by: Email,
  role: Role,
  digest: Digest,
  comment: Comment.optional(),
  proof: Proof.optional(),
});
export type SignOff = z.infer<typeof SignOff>;

/** A person's withdrawal of an own sign-off, before the step behind the gate has begun. `digest` is that of the sign-off. */
export const Revocation = z.strictObject({
  gate: Gate,
  by: Email,
  role: Role,
  digest: Digest,
  comment: Comment.optional(),
  proof: Proof.optional(),
});
export type Revocation = z.infer<typeof Revocation>;

/** A person's request to undo what the engagement wrote to one environment. */
export const RollbackRequest = z.strictObject({
  environment: Environment,
  by: Email,
  role: Role,
  comment: Comment.optional(),
  proof: Proof.optional(),
});
export type RollbackRequest = z.infer<typeof RollbackRequest>;

/** A person's request to end the engagement. What was loaded stays. */
export const CancelRequest = z.strictObject({
  by: Email,
  role: Role,
  comment: Comment.optional(),
  proof: Proof.optional(),
});
export type CancelRequest = z.infer<typeof CancelRequest>;

/** A person's new version of the mapping. `digest` is the SHA-256 of its text, `base` the version that it changes. */
export const MappingChange = z.strictObject({
  base: z.int().min(1),
  by: Email,
  role: Role,
  digest: Digest,
  comment: Comment.optional(),
  proof: Proof.optional(),
});
export type MappingChange = z.infer<typeof MappingChange>;

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
  /** When the newest of the documents was written, ISO 8601; null without documents. */
  writtenAt?: string | null;
  /** Roles that may sign. */
  roles: string[];
  /** How many different people must approve; without it, one. */
  people?: number;
  /** Whether only a sign-off with a proof counts. */
  proof?: boolean;
  /** At a gate about a load: its exceptions, and how many may have no decision when the gate is approved (null: any number). */
  exceptions?: { total: number; open: number; allowed: number | null };
  /** Who has approved this evidence, while more people are needed. */
  approvedBy?: { by: string; role: string }[];
}

/**
 * The answer to a sign-off: it counts, or it does not count and `why` says the reason. `missing`: how many other people must
 * approve before the gate is decided; without it, the gate is decided.
 */
export type Verdict = { counted: true; missing?: number } | { counted: false; why: string };

/** A sign-off with its verdict. `at` is the time of the workflow, ISO 8601. */
export interface ReceivedSignOff {
  signOff: SignOff;
  verdict: Verdict;
  at: string;
  /** When the person withdrew it. */
  revokedAt?: string;
}

/** A message that was refused before it was a valid request. */
export interface RefusedMessage {
  message: string;
  why: string;
  at: string;
}
