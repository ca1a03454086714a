import type { Feature } from './features.ts';

/** What each feature weighs, as trained by `bench/proposal.ts`. A score is the softmax of the weighted features. */
export const weights: Record<Feature, number> = {
  overlap: 2.09,
  cover: 2.41,
  exact: 1.41,
  letters: 0.63,
  unmatched: -1.36,
  onlyGeneral: -1.42,
  typeFits: 1.38,
  typeDiffers: -4,
  reference: 4,
  values: 2,
  tooLong: -1,
  custom: 3.75,
  ignore: 1.36,
  technical: 4.36,
  ownKey: 3.1,
};

/** Platt scaling: the calibrated score is the logistic function of `slope` × logit of the raw score + `offset`. */
export const calibration = { slope: 1.29, offset: -0.14 };
