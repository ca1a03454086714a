import { z } from 'zod';
import { SemanticType } from './column-facts.ts';
import { TransformName } from './mapping.ts';
import { ExtractedObject, Module, Slug } from './terms.ts';

/** How sure a decision is. `certain`: people only glance at it. `unsure`: people must decide. */
export const tiers = ['certain', 'likely', 'unsure'] as const;
export const Tier = z.enum(tiers);
export type Tier = z.infer<typeof Tier>;

/** What was proposed for a column, as the ledger keeps it. */
export const KeptDecision = z.object({
  object: ExtractedObject,
  module: Module,
  column: z.string(),
  into: z.string(),
  score: z.number(),
  tier: Tier,
  /** What speaks for it, and what came second. Proposals of earlier versions were kept without them. */
  evidence: z.array(z.string()).default([]),
  runnerUp: z.object({ into: z.string(), score: z.number(), whyNot: z.string() }).nullable().default(null),
});
export type KeptDecision = z.infer<typeof KeptDecision>;

/** A decision from a mapping that people signed. It has names, and no values. */
export const EarlierDecision = z.object({
  engagement: Slug,
  /** The name of the source's system. */
  system: z.string(),
  object: ExtractedObject,
  /** The words of the column's name. */
  name: z.string(),
  semantic: SemanticType,
  module: Module,
  decision: z.enum(['field', 'custom', 'ignore', 'withheld']),
  /** The field in Zoho; empty for a column that is left out or withheld. */
  field: z.string(),
  transforms: z.array(TransformName),
});
export type EarlierDecision = z.infer<typeof EarlierDecision>;

/** What a language model says about a column: a field of the module, `custom` or `ignore`. */
export interface ModelVote {
  object: ExtractedObject;
  module: Module;
  column: string;
  into: string;
}

/** How often people kept what was proposed. */
export interface KeptCounts {
  confirmed: number;
  changed: number;
  removed: number;
}

/** What differs between a proposal and the mapping that people made of it. */
export interface ChangedDecision {
  module: Module;
  object: string;
  /** A source field, or another part of a source such as `lines`, `route` or `dedupe`. */
  column: string;
  what: 'changed' | 'added' | 'removed';
  /** Null for what the proposal has no score for. */
  tier: Tier | null;
  proposed: string;
  now: string;
}

export interface ProposalComparison {
  proposedAt: string;
  tiers: Record<Tier, KeptCounts>;
  changes: ChangedDecision[];
}
