import { z } from 'zod';
import { plainText } from './exceptions.ts';
import { Email, Proof, Role } from './sign-off.ts';
import { LoadedObject } from './terms.ts';

/**
 * How sure it is that rows describe one person or one firm. `certain` needs evidence that belongs to one person. No tier is
 * merged without a decision.
 */
export const DuplicateTier = z.enum(['certain', 'likely', 'unsure']);
export type DuplicateTier = z.infer<typeof DuplicateTier>;

/** What one comparison says. It names no value. */
export const DuplicateEvidence = z.object({
  /** What is compared, such as `name`, `birth_date` or `phone`. */
  field: z.string(),
  /** How well it agrees, in words, such as "nearly the same". */
  level: z.string(),
  /** log2 of how much more often it agrees this well in duplicates than by chance. Negative: it speaks against. */
  weight: z.number(),
});
export type DuplicateEvidence = z.infer<typeof DuplicateEvidence>;

/** Two rows of an object that may be one. */
export const DuplicatePair = z.object({
  /** Ids in the source; `first` sorts before `second`. */
  first: z.string(),
  second: z.string(),
  /** Probability that they are one, 0–1. */
  score: z.number(),
  tier: DuplicateTier,
  evidence: z.array(DuplicateEvidence),
  /** Why the tier is not higher, such as "given names differ". */
  guards: z.array(z.string()),
});
export type DuplicatePair = z.infer<typeof DuplicatePair>;

/** Rows of an object that may be one record. */
export const DuplicateCluster = z.object({
  /** Digest of the object and the sorted ids. */
  id: z.string(),
  object: LoadedObject,
  /** The lowest tier that joins it. */
  tier: DuplicateTier,
  /** Ids in the source, sorted. */
  ids: z.array(z.string()).min(2),
  pairs: z.array(DuplicatePair),
});
export type DuplicateCluster = z.infer<typeof DuplicateCluster>;

/** `accept`: all are one record. `split`: each group is one record, the rest stays apart. `ignore`: all stay apart. */
export const DuplicateDecision = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('accept') }),
  z.strictObject({ decision: z.literal('split'), groups: z.array(z.array(z.string()).min(2)).min(1) }),
  z.strictObject({ decision: z.literal('ignore') }),
]);
export type DuplicateDecision = z.infer<typeof DuplicateDecision>;

/** What a cluster is in the list: without a decision, or what was decided. */
export const duplicateStates = ['open', 'accept', 'split', 'ignore'] as const;
export const DuplicateState = z.enum(duplicateStates);
export type DuplicateState = z.infer<typeof DuplicateState>;

/**
 * What a decision is about: one cluster, whose id says which members it has; or every certain cluster of an object without a
 * decision. `digest` says which the person saw (`digestOfClusters`), so that nothing is decided that nobody saw.
 */
export const DuplicateChoice = z.union([
  z.strictObject({ cluster: plainText(100).min(1) }),
  z.strictObject({ object: LoadedObject, tier: z.literal('certain'), digest: plainText(64).min(1) }),
]);
export type DuplicateChoice = z.infer<typeof DuplicateChoice>;

/** What is decided, and why. */
export const DuplicateVerdict = z.strictObject({
  choice: DuplicateChoice,
  decision: DuplicateDecision,
  comment: plainText(500)
    .transform((comment) => comment.normalize('NFC').replace(/\r\n?/g, '\n'))
    .pipe(z.string().trim())
    .default(''),
});
export type DuplicateVerdict = z.infer<typeof DuplicateVerdict>;

/** A person's decision about possible duplicates. */
export const DecideDuplicates = z
  .strictObject({ ...DuplicateVerdict.shape, by: Email, role: Role, proof: Proof.optional() })
  .refine(
    ({ choice, decision }) => 'cluster' in choice || decision.decision !== 'split',
    'only one cluster can be split',
  );
export type DecideDuplicates = z.infer<typeof DecideDuplicates>;

/** Number of clusters of the newest survey with the same object, tier and state. */
export interface DuplicateCount {
  object: LoadedObject;
  tier: DuplicateTier;
  state: DuplicateState;
  clusters: number;
}

/** The possible duplicates of the newest survey, and what was decided. `withheld`: clusters whose ids must not be shown. */
export interface DuplicateSum {
  clusters: number;
  open: number;
  accepted: number;
  /** Split: some of the members are one record. */
  split: number;
  apart: number;
  withheld: number;
}
