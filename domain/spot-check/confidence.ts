/**
 * The largest share of wrong records that a random sample leaves possible: the one-sided exact binomial bound (Clopper and
 * Pearson, 1934). With 30 right of 30, at most 9.5 % are wrong with 95 % confidence.
 */
export function wrongAtMost(sample: number, wrong: number, confidence = 0.95): number {
  if (wrong >= sample) return 1;
  let [low, high] = [wrong / sample, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (probabilityOfAtMost(wrong, sample, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of at most `wrong` wrong records in a sample, if this share of all is wrong. */
function probabilityOfAtMost(wrong: number, sample: number, share: number): number {
  let term = (1 - share) ** sample;
  let sum = term;
  for (let count = 1; count <= wrong; count += 1) {
    term *= ((sample - count + 1) / count) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

/** What the random part of a spot check proves, as a sentence. */
export function confidenceText({ right, wrong }: { right: number; wrong: number }): string {
  const sample = right + wrong;
  if (sample === 0) return 'No record was drawn at random, so nothing is known of the others.';
  const percent = (100 * wrongAtMost(sample, wrong)).toFixed(1);
  return `${right} of ${sample} randomly drawn records are right: at most ${percent} % of the records are wrong, with 95 % confidence.`;
}
