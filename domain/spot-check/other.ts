/** Why a judgement about an earlier spot check does not count. */
export const otherSpotCheck = (seen: string, newest: string): string =>
  `The newest spot check is that of the load ${newest}, with other records than that of ${seen}. Look at its records first.`;
