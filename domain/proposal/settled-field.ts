import type { Tier } from '../../schemas/proposal.ts';
import type { ProposedRule } from './rules.ts';
import type { ProposedMap } from './states.ts';

/** A field that is filled by a rule, because names and types alone would not find it. */
export interface SettledField {
  rule: ProposedRule;
  /** The columns that it is made from. They go into no other field. */
  columns: readonly string[];
  /** What becomes of the values of its column. */
  map?: ProposedMap;
  tier: Tier;
  evidence: string;
}
