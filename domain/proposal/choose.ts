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
import { calibrated, isDoubtful, tierOf } from './tiers.ts';
import { weights as trained } from './weights.ts';

/** A thing that a column can become: a field of Zoho, a custom field, or nothing. */
export interface Candidate {
  into: Target | 'custom' | 'ignore';
  features: Features;
  votes: Votes;
}

export interface Choice {
  column: Column;
  into: Candidate['into'];
  /** Its share among what no other column gets, 0–1. */
  share: number;
  /** How often decisions with this share and doubt are right, 0–1. */
  score: number;
  /** Something speaks against calling it certain, whatever its score is. */
  isDoubtful: boolean;
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
  return candidates.map((one) => {
    const votes = votesFor(column.opinions, nameOf(one.into));
    // Whatever others decided, their column held something else if the field can't hold this one.
    return { ...one, votes: one.features.typeDiffers ? { ...votes, earlier: 0 } : votes };
  });
};

const sumOf = ({ features, votes }: Candidate, weights: Record<Feature, number>): number =>
  Object.entries(features).reduce((sum, [name, value]) => sum + weights[name as Feature] * value, 0) +
  opinionWeights.earlier * votes.earlier +
  opinionWeights.model * votes.model;

const toShares = (powers: number[]): number[] => {
  const whole = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / whole);
};

/** The probability of each candidate, by the softmax of its weighted features. */
export const probabilities = (candidates: readonly Candidate[], weights = trained): number[] =>
  toShares(candidates.map((one) => Math.exp(sumOf(one, weights))));

/** A field with a lower share is only a guess: a custom field keeps the value. */
const leastGuess = 0.3;
/** Zoho takes no record without a mandatory field, so that any column is better than none. */
const mandatoryBonus = 10;
/** No assignment that has another one costs as much. */
const impossible = 1e6;

/** A field that another column fits with this share is contested. */
const leastRival = 0.5;

/**
 * Decides about all columns of a table at once: no two of them get the same field, and the scores are the best together.
 * @param weights what each feature counts; only their training has others
 */
export function choose(
  columns: readonly Column[],
  targets: readonly Target[],
  key: string,
  weights = trained,
): Choice[] {
  const rows = columns.map((column) => {
    const candidates = candidatesOf(column, targets, key);
    const alone = candidates.map((one) => ({ ...one, votes: { ...one.votes, model: 0 } }));
    const [shares, sharesAlone] = [candidates, alone].map((all) => probabilities(all, weights));
    return { column, candidates, shares: shares!, sharesAlone: sharesAlone! };
  });
  // One column of the matrix for each field, then one for each source column, which stands for `custom` or `ignore`.
  const costs = rows.map(({ candidates, shares }, row) => {
    const line = Array<number>(targets.length + rows.length).fill(impossible);
    candidates.forEach((candidate, place) => {
      const { into } = candidate;
      const cost = -sumOf(candidate, weights);
      if (typeof into === 'string') line[targets.length + row] = Math.min(line[targets.length + row]!, cost);
      else if (into.field.mandatory) line[targets.indexOf(into)] = cost - mandatoryBonus;
      else if (shares[place]! >= leastGuess) line[targets.indexOf(into)] = cost;
    });
    return line;
  });
  const assigned = new Map(costs.length === 0 ? [] : munkres(costs));
  const winners = new Map([...assigned].map(([row, place]) => [targets[place], row]));
  return rows.map(({ column, candidates, shares, sharesAlone }, row) => {
    const target = targets[assigned.get(row)!];
    const places = candidates.map((_, place) => place).toSorted((a, b) => shares[b]! - shares[a]!);
    const chosen = places.find((place) =>
      target ? candidates[place]!.into === target : typeof candidates[place]!.into === 'string',
    )!;
    // There are always two: a custom field, and nothing.
    const other = places.find((place) => place !== chosen)!;
    // What went to another column is no choice any more.
    const isFree = ({ into }: Candidate) => typeof into === 'string' || (winners.get(into) ?? row) === row;
    const [left, leftAlone] = [shares, sharesAlone].map((all) =>
      toShares(all.map((share, place) => (isFree(candidates[place]!) ? share : 0))),
    );
    const rivals = rows.flatMap((one, place) =>
      place === row ? [] : one.candidates.map(({ into }, at) => (into === target ? one.shares[at]! : 0)),
    );
    return choiceOf(
      column,
      { ...candidates[chosen]!, share: left![chosen]!, shareAlone: leftAlone![chosen]! },
      { ...candidates[other]!, share: shares[other]! },
      shares[other]! > shares[chosen]! || Math.max(0, ...rivals) >= leastRival,
    );
  });
}

type Weighed = Candidate & { share: number };

/** `shareAlone`: without the vote of a language model. */
function choiceOf(
  column: Column,
  chosen: Weighed & { shareAlone: number },
  other: Weighed,
  isContested: boolean,
): Choice {
  const { into, share } = chosen;
  const doubtful = isDoubtful(column, {
    ...(typeof into === 'string'
      ? { named: null, doubtful: [], typeFits: true }
      : { named: into.names.flat(), doubtful: into.doubtful, typeFits: chosen.features.typeFits === 1 }),
    ...{ margin: share - other.share, isContested },
  });
  const score = calibrated(share, doubtful);
  return {
    column,
    into,
    share,
    score,
    isDoubtful: doubtful,
    // A language model alone makes nothing certain.
    tier: tierOf(score, doubtful || tierOf(calibrated(chosen.shareAlone), false) !== 'certain'),
    evidence: [...evidenceOf(column, chosen), ...opinionTexts(column.opinions, nameOf(into))],
    runnerUp: {
      into: nameOf(other.into),
      // What makes the choice doubtful makes the next one no more likely.
      score: calibrated(other.share, doubtful),
      whyNot: whyNot(chosen, other, isContested),
    },
  };
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
function whyNot(chosen: Weighed, other: Weighed, isContested: boolean): string {
  if (isContested && typeof other.into !== 'string' && other.share > chosen.share)
    return 'another column fits it better';
  if (other.into === 'custom') return 'a field of Zoho fits';
  if (other.into === 'ignore') return 'it may be needed';
  if (other.features.typeDiffers) return 'its type differs';
  const saysLess = typeof chosen.into !== 'string' && other.features.overlap! < chosen.features.overlap!;
  return saysLess ? 'its name says less' : 'it fits less';
}
