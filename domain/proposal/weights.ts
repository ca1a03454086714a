import type { Feature } from './features.ts';

/**
 * What each feature weighs, as trained by `bench/train-proposal.ts`: 2026-11-27, 11 schemas, 896 columns. A score is
 * the softmax of the weighted features.
 */
export const weights: Record<Feature, number> = {
  overlap: 2.07,
  cover: 2.44,
  exact: 1.6,
  letters: 0.76,
  unmatched: -1.76,
  onlyGeneral: -1.37,
  typeFits: 1.26,
  typeDiffers: -4.02,
  reference: 4.12,
  values: 2,
  tooLong: -1,
  custom: 3.13,
  ignore: 0.45,
  technical: 4.75,
  ownKey: 3.1,
};

/** Platt scaling: the calibrated score is the logistic function of `slope` × logit of the raw score + `offset`. */
export const calibration = { slope: 0.85, offset: 0.67 };

/** The least score of what is called certain. */
export const certain = 0.97;
