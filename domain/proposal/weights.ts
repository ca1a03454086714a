import type { Feature } from './features.ts';

/**
 * What each feature weighs, as trained by `bench/train-proposal.ts`: 2026-11-28, 11 schemas, 896 columns. A score is
 * the softmax of the weighted features.
 */
export const weights: Record<Feature, number> = {
  overlap: 2.05,
  cover: 2.43,
  exact: 1.62,
  letters: 0.77,
  unmatched: -1.75,
  onlyGeneral: -1.37,
  typeFits: 1.24,
  typeDiffers: -4.01,
  reference: 4.12,
  values: 2,
  tooLong: -1,
  custom: 3.14,
  ignore: 0.46,
  technical: 4.75,
  ownKey: 3.1,
};

/**
 * Platt scaling: the calibrated score is the logistic function of `slope` × logit of the raw score + `offset`, less `doubt` if the
 * decision is doubtful.
 */
export const calibration = { slope: 0.81, offset: 0.97, doubt: 0.85 };

/** The least score of what is called certain. */
export const certain = 0.97;
