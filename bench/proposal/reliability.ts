/** A decision's calibrated score and whether it is right. */
export interface Scored {
  score: number;
  isRight: boolean;
}

export interface Bin {
  from: number;
  to: number;
  count: number;
  mean: number;
  right: number;
  /** Wilson interval of 95 %. */
  interval: [number, number];
}

/** The interval that holds the true share with 95 % certainty. */
export function wilson(right: number, count: number): [number, number] {
  const z = 1.96;
  const share = right / count;
  const middle = share + z ** 2 / (2 * count);
  const width = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [(middle - width) / (1 + z ** 2 / count), (middle + width) / (1 + z ** 2 / count)];
}

function binOf(scored: Scored[], from: number, to: number): Bin | null {
  const own = scored.filter(({ score }) => score >= from && (score < to || to === 1));
  const count = own.length;
  if (count === 0) return null;
  const right = own.filter(({ isRight }) => isRight).length;
  const mean = own.reduce((sum, { score }) => sum + score, 0) / count;
  return { from, to, count, mean, right: right / count, interval: wilson(right, count) };
}

/** Is a score as often right as it says? Ten bins, the error expected of a score, and the mean square of the errors (Brier). */
export function reliabilityOf(scored: Scored[]): { bins: Bin[]; ece: number; brier: number; around90: Bin | null } {
  const bins = Array.from({ length: 10 }, (_, at) => binOf(scored, at / 10, (at + 1) / 10)).filter(
    (bin) => bin !== null,
  );
  return {
    bins,
    ece: bins.reduce((sum, { count, mean, right }) => sum + (count / scored.length) * Math.abs(right - mean), 0),
    brier: scored.reduce((sum, { score, isRight }) => sum + (Number(isRight) - score) ** 2, 0) / scored.length,
    around90: binOf(scored, 0.85, 0.95),
  };
}
