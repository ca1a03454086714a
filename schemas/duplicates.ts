import { z } from 'zod';
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
