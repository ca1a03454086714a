import munkres from 'munkres';
import type { Tier } from '../../schemas/proposal.ts';
import {
  featuresOf,
  featuresOfCustom,
  featuresOfIgnoring,
  isPossible,
  referredTo,
  type Column,
  type Feature,
  type Features,
} from './features.ts';
import { speaksOf } from './names.ts';
import { opinionTexts, opinionWeights, votesFor, type Votes } from './opinions.ts';
import type { Target } from './targets.ts';
import { calibration, weights } from './weights.ts';

/** A thing that a column can become: a field of Zoho, a custom field, or nothing. */
export interface Candidate {
  into: Target | 'custom' | 'ignore';
  features: Features;
  votes: Votes;
}

export interface Choice {
  column: Column;
  into: Candidate['into'];
  /** How often decisions with this score are right, 0–1. */
  score: number;
  tier: Tier;
  /** What speaks for it. */
  evidence: string[];
  runnerUp: { into: string; score: number; whyNot: string };
}

export const nameOf = (into: Candidate['into']): string => (typeof into === 'string' ? into : into.field.apiName);

/** Everything that a column can become. */
export const candidatesOf = (column: Column, targets: readonly Target[], key: string): Candidate[] => {
  const candidates: Omit<Candidate, 'votes'>[] = [
    ...targets
      .filter((target) => isPossible(column, target))
      .map((target) => ({ into: target, features: featuresOf(column, target) })),
    { into: 'custom', features: featuresOfCustom },
    { into: 'ignore', features: featuresOfIgnoring(column, key) },
  ];
  return candidates.map((one) => ({ ...one, votes: votesFor(column.opinions, nameOf(one.into)) }));
};

const sumOf = ({ features, votes }: Candidate): number =>
  Object.entries(features).reduce((sum, [name, value]) => sum + weights[name as Feature] * value, 0) +
  opinionWeights.earlier * votes.earlier +
  opinionWeights.model * votes.model;

/** The probability of each candidate, by the softmax of its weighted features. */
export function probabilities(candidates: readonly Candidate[]): number[] {
  const powers = candidates.map((one) => Math.exp(sumOf(one)));
  const whole = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / whole);
}

const leastShare = 1e-6;
/** A field with a lower share is only a guess: a custom field keeps the value. */
const leastGuess = 0.3;
/** Zoho takes no record without a mandatory field, so that any column is better than none. */
const mandatoryBonus = 10;
/** No assignment that has another one costs as much. */
const impossible = 1e6;

/**
 * Decides about all columns of a table at once: no two of them get the same field, and the scores are the best together.
 */
export function choose(columns: readonly Column[], targets: readonly Target[], key: string): Choice[] {
  const rows = columns.map((column) => {
    const candidates = candidatesOf(column, targets, key);
    const alone = candidates.map((one) => ({ ...one, votes: { ...one.votes, model: 0 } }));
    return { column, candidates, shares: probabilities(candidates), sharesAlone: probabilities(alone) };
  });
  // One column of the matrix for each field, then one for each source column, which stands for `custom` or `ignore`.
  const costs = rows.map(({ candidates, shares }, row) => {
    const line = Array<number>(targets.length + rows.length).fill(impossible);
    candidates.forEach((candidate, place) => {
      const { into } = candidate;
      const cost = -sumOf(candidate);
      if (typeof into === 'string') line[targets.length + row] = Math.min(line[targets.length + row]!, cost);
      else if (into.field.mandatory) line[targets.indexOf(into)] = cost - mandatoryBonus;
      else if (shares[place]! >= leastGuess) line[targets.indexOf(into)] = cost;
    });
    return line;
  });
  const assigned = new Map(costs.length === 0 ? [] : munkres(costs));
  return rows.map(({ column, candidates, shares, sharesAlone }, row) => {
    const target = targets[assigned.get(row)!];
    const places = candidates.map((_, place) => place).toSorted((a, b) => shares[b]! - shares[a]!);
    const chosen = places.find((place) =>
      target ? candidates[place]!.into === target : typeof candidates[place]!.into === 'string',
    )!;
    // There are always two: a custom field, and nothing.
    const other = places.find((place) => place !== chosen)!;
    const weighed = (place: number): Weighed => ({
      ...candidates[place]!,
      share: shares[place]!,
      shareAlone: sharesAlone[place]!,
    });
    return choiceOf(column, weighed(chosen), weighed(other));
  });
}

/** `shareAlone`: without the vote of a language model. */
type Weighed = Candidate & { share: number; shareAlone: number };

function choiceOf(column: Column, chosen: Weighed, other: Weighed): Choice {
  const score = calibrated(chosen.share);
  return {
    column,
    into: chosen.into,
    score,
    tier: tierOf(column, chosen, other, score),
    evidence: [...evidenceOf(column, chosen), ...opinionTexts(column.opinions, nameOf(chosen.into))],
    runnerUp: { into: nameOf(other.into), score: calibrated(other.share), whyNot: whyNot(chosen, other) },
  };
}

function calibrated(share: number): number {
  const bounded = Math.min(1 - leastShare, Math.max(leastShare, share));
  const { slope, offset } = calibration;
  return 1 / (1 + Math.exp(-(slope * Math.log(bounded / (1 - bounded)) + offset)));
}

/** Words that turn what the others say into something else. */
const turning = [
  'external',
  'other',
  'parent',
  'second',
  'middle',
  'limit',
  'exempt',
  'rule',
  'address2',
  'child',
  'flag',
];
const [leastCertain, leastLikely, leastMargin] = [0.96, 0.7, 0.15];

function tierOf({ words }: Column, { into, share, shareAlone }: Weighed, other: Weighed, score: number): Tier {
  if (score < leastLikely) return 'unsure';
  const named = typeof into === 'string' ? turning : into.names.flat();
  const isTurned = words.some(
    ({ concepts }) => turning.some((one) => concepts.includes(one)) && !concepts.some((one) => named.includes(one)),
  );
  // A language model alone makes nothing certain.
  const isSure = Math.min(score, calibrated(shareAlone)) >= leastCertain;
  return isSure && share - other.share >= leastMargin && !isTurned ? 'certain' : 'likely';
}

const per = (share: number) => `${Math.round(100 * share)} %`;

/** What speaks for a decision, in words. It names no values. */
function evidenceOf(column: Column, { into, features }: Candidate): string[] {
  const { facts, words } = column;
  if (into === 'custom') return ['no field of Zoho fits better'];
  if (into === 'ignore') return [features.ownKey ? 'it is the key of the record' : 'only the source needs it'];
  const reference = facts.references.find(({ object }) => object === referredTo(column, into.field.lookupModule));
  return [
    ...(features.cover ? [`${features.exact ? 'name' : `${per(features.overlap!)} of the name`}`] : []),
    ...(features.typeFits ? [`type ${facts.semantic.replaceAll('_', ' ')}`] : []),
    ...(reference ? [`${per(reference.contained)} refer to ${reference.object}`] : []),
    ...(features.values ? [`${per(features.values)} of the values are in the pick list`] : []),
    ...(speaksOf(words, 'owner') && into.field.dataType === 'ownerlookup' ? ['owner'] : []),
  ];
}

/** Why the second best candidate was not chosen. */
function whyNot(chosen: Weighed, other: Weighed): string {
  if (other.share > chosen.share) return 'another column fits it better';
  if (other.into === 'custom') return 'a field of Zoho fits';
  if (other.into === 'ignore') return 'it may be needed';
  if (other.features.typeDiffers) return 'its type differs';
  const saysLess = typeof chosen.into !== 'string' && other.features.overlap! < chosen.features.overlap!;
  return saysLess ? 'its name says less' : 'it fits less';
}
