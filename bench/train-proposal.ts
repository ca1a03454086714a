/**
 * Which weights make the proposal right most often? Trains them on the gold schemas in `bench/proposal/tuned/`, and prints the
 * file `domain/proposal/weights.ts`; `--write` writes it. The calibration and the bound of what is called certain are fitted on
 * schemas that the weights were not trained on, each left out in turn. The product never trains.
 *
 *   node tools/run.mjs --import tsx bench/train-proposal.ts [--write]
 */
import { writeFileSync } from 'node:fs';
import { calibrated } from '../domain/proposal/tiers.ts';
import { readGold } from './proposal/gold.ts';
import { calibrate, heldOut, train, type Calibration } from './proposal/training.ts';

/** What is called certain must be right so often. */
const wantedPrecision = 0.99;

const tables = readGold('tuned');
const outcomes = heldOut(tables);
const rounded = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(Number(value).toFixed(2))]));
const calibration = rounded(calibrate(outcomes)) as unknown as Calibration;
const scored = outcomes.map((one) => ({ ...one, score: calibrated(one.share, one.isDoubtful, calibration) }));

/** The least score from which on enough are right. */
const bounds = Array.from({ length: 50 }, (_, at) => (50 + at) / 100);
const certain =
  bounds.find((bound) => {
    const above = scored.filter(({ score, isDoubtful }) => !isDoubtful && score >= bound);
    return above.filter(({ isRight }) => isRight).length >= wantedPrecision * above.length;
  }) ?? 1;

const schemas = new Set(tables.map(({ schema }) => schema)).size;
const columns = tables.reduce((sum, one) => sum + one.columns.length * one.modules.length, 0);
const text = `import type { Feature } from './features.ts';

/**
 * What each feature weighs, as trained by \`bench/train-proposal.ts\`: ${new Date().toISOString().slice(0, 10)}, ${schemas} schemas, ${columns} columns. A score is
 * the softmax of the weighted features.
 */
export const weights: Record<Feature, number> = ${JSON.stringify(rounded(train(tables)), null, 2).replaceAll('"', '')};

/**
 * Platt scaling: the calibrated score is the logistic function of \`slope\` × logit of the raw score + \`offset\`, less \`doubt\` if the
 * decision is doubtful.
 */
export const calibration = ${JSON.stringify(calibration).replaceAll('"', ' ').replaceAll(' :', ': ').replaceAll('}', ' }')};

/** The least score of what is called certain. */
export const certain = ${certain};
`;
const right = outcomes.filter(({ isRight }) => isRight).length;
console.log(
  `schemas left out in turn: ${(right / outcomes.length).toFixed(3)} of ${outcomes.length} columns are right\n`,
);
console.log(text);
if (process.argv.includes('--write')) writeFileSync(new URL('../domain/proposal/weights.ts', import.meta.url), text);
