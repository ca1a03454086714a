import type { Feature } from './features.ts';

/** What each feature weighs, as trained by `bench/proposal.ts`. A score is the softmax of the weighted features. */
export const weights: Record<Feature, number> = {
  overlap: 2.3,
  cover: 2.5,
  exact: 1.5,
  letters: 0.8,
  unmatched: -0.6,
  typeFits: 1.7,
  typeDiffers: -2.1,
  reference: 2.4,
  values: 2,
  tooLong: -1,
  custom: 2.7,
  ignore: 1.8,
  technical: 4,
  ownKey: 3.1,
};

/** Platt scaling: the calibrated score is the logistic function of `slope` × logit of the raw score + `offset`. */
export const calibration = { slope: 1, offset: 0 };
