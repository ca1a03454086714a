import type { DuplicateEvidence, DuplicateTier } from '../../schemas/duplicates.ts';
import { keepApart, lowerOf, type Guard } from './guards.ts';
import { comparisons, fields, levelIn, type Party, type Pattern } from './party.ts';
import { probability, surnameWeight, weightsIn, type Frequencies } from './weights.ts';

/** What the scores of a search rest on. */
export interface Model {
  frequencies: Frequencies;
  /** log2 of the odds before two records are compared. */
  odds: number;
}

/** What is known of two records that may be one. */
export interface Judged {
  score: number;
  tier: DuplicateTier;
  evidence: DuplicateEvidence[];
  guards: string[];
}

/** Probabilities from which on a pair is of a tier. */
const [certain, likely, unsure] = [0.99, 0.5, 0.1];

/** Levels of the name with the same surname in its place. */
const withSurname = [0, 5];

/** The sum of the weights of a pair, with what its surname adds. */
export function weigh(pattern: Pattern, party: Pick<Party, 'surnameShare'>, frequencies: Frequencies): number {
  const all = Object.values(weightsIn(frequencies, pattern)).reduce((sum, weight) => sum + weight, 0);
  return all + surnamePart(pattern, party, frequencies);
}

const surnamePart = (
  pattern: Pattern,
  { surnameShare }: Pick<Party, 'surnameShare'>,
  frequencies: Frequencies,
): number => (withSurname.includes(levelIn(pattern, 'name') ?? -1) ? surnameWeight(frequencies, surnameShare) : 0);

/** Judges a pair. Null: a guard keeps the records apart, or it is too improbable. */
export function judge(
  pair: { pattern: Pattern; weight: number; guards: readonly Guard[]; surnameShare: number },
  { frequencies, odds }: Model,
): Judged | null {
  const { weight, guards } = pair;
  const score = probability(weight, odds);
  if (keepApart(guards) || score < unsure) return null;
  const caps = guards.map(({ most }) => most as DuplicateTier);
  const byScore: DuplicateTier = score >= certain ? 'certain' : score >= likely ? 'likely' : 'unsure';
  const tier = caps.reduce(lowerOf, byScore);
  return { score, tier, evidence: evidenceOf(pair, frequencies), guards: guards.map(({ reason }) => reason) };
}

/** What each comparison says, the strongest first. */
function evidenceOf(pair: { pattern: Pattern; surnameShare: number }, frequencies: Frequencies): DuplicateEvidence[] {
  const rarity = surnamePart(pair.pattern, pair, frequencies);
  const weights = weightsIn(frequencies, pair.pattern);
  const found = fields.flatMap((field): DuplicateEvidence[] => {
    const level = levelIn(pair.pattern, field);
    if (level === null) return [];
    const words = comparisons[field].levels[level]!;
    const own = field === 'name' ? rarity : 0;
    const how = own > 1 ? ', and the surname is rare here' : own < -1 ? ', and the surname is frequent here' : '';
    return [{ field, level: words + how, weight: rounded(weights[field] + own) }];
  });
  return found.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
