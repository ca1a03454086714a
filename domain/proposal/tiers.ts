import type { Tier } from '../../schemas/proposal.ts';
import { general, type Column } from './features.ts';
import { calibration as fitted, certain } from './weights.ts';

const leastShare = 1e-6;

/** How often decisions with this share are right, 0–1: Platt scaling, with less for what is doubtful. */
export function calibrated(share: number, isDoubtful = false, { slope, offset, doubt } = fitted): number {
  const bounded = Math.min(1 - leastShare, Math.max(leastShare, share));
  const logit = Math.log(bounded / (1 - bounded));
  return 1 / (1 + Math.exp(-(slope * logit + offset - (isDoubtful ? doubt : 0))));
}

/** Words that turn what the others say into something else. */
const turning = ['other', 'parent', 'second', 'middle', 'limit', 'exempt', 'rule', 'address2', 'child', 'flag'];
/** Words that do so even where a field is named so: its ids may be those of any other system. */
const alwaysTurning = ['external', 'source'];
const leastLikely = 0.7;

/** What makes a decision doubtful, whatever its score is. */
export interface Standing {
  /** How much more likely it is than the next best, 0–1. */
  margin: number;
  /** The concepts that name what was chosen; null where it is no field. */
  named: readonly string[] | null;
  /** Concepts that make the choice doubtful. */
  doubtful: readonly string[];
  /** What the values are speaks for it, too; also where it is no field. */
  typeFits: boolean;
  /** Another column fits the same field nearly as well, or the field that fits best went to another column. */
  isContested: boolean;
}

const leastMargin = 0.15;

export function isDoubtful({ words }: Column, { margin, named, doubtful, typeFits, isContested }: Standing): boolean {
  const isTurned = words.some(
    ({ concepts }) =>
      concepts.some((one) => alwaysTurning.includes(one) || doubtful.includes(one)) ||
      (concepts.some((one) => turning.includes(one)) && !concepts.some((one) => (named ?? turning).includes(one))),
  );
  // `type` or `date` alone can be the type or the date of anything.
  const isGeneral = words.every(({ concepts }) => concepts.some((one) => general.includes(one)));
  return isContested || isTurned || isGeneral || !typeFits || margin < leastMargin;
}

export function tierOf(score: number, doubtful: boolean): Tier {
  if (score < leastLikely) return 'unsure';
  return score >= certain && !doubtful ? 'certain' : 'likely';
}
