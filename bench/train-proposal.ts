/**
 * Which weights make the proposal right most often? Trains them on the gold schemas in `bench/proposal/tuned/`, and prints the
 * weights and the calibration for `domain/proposal/weights.ts`. The calibration is fitted on schemas that the weights were
 * not trained on, each left out in turn. The product never trains.
 *
 *   node tools/run.mjs --import tsx bench/train-proposal.ts
 */
import { candidatesOf, nameOf } from '../domain/proposal/choose.ts';
import { columnOf, features, type Feature, type Features } from '../domain/proposal/features.ts';
import { settle } from '../domain/proposal/settled.ts';
import { targetsOf } from '../domain/proposal/targets.ts';
import { weights as before } from '../domain/proposal/weights.ts';
import { fieldsOf, readGold } from './proposal/gold.ts';

interface Example {
  schema: string;
  candidates: Features[];
  wanted: number;
}
type Weights = Record<Feature, number>;

/** The gold schemas have neither values nor lengths. */
const untrained: readonly Feature[] = ['values', 'tooLong'];
/** How strongly the weights are held to those of before: there are few examples. */
const [strength, steps, rate] = [0.02, 600, 0.05];

const examples: Example[] = readGold('tuned').flatMap(({ schema, module, key, columns: gold }) => {
  const columns = gold.map(({ facts }) => columnOf(facts, null));
  const table = { module, key, updated: null, hasSecretKeys: false, isBusiness: false, columns };
  const targets = targetsOf(module, fieldsOf(module));
  return columns.flatMap((column, place) => {
    if (settle(column, table) || column.facts.column === key) return [];
    const candidates = candidatesOf(column, targets, key);
    const wanted = candidates.findIndex(({ into }) => nameOf(into) === gold[place]!.wanted);
    return wanted < 0 ? [] : [{ schema, candidates: candidates.map((one) => one.features), wanted }];
  });
});

function shares(candidates: Features[], weights: Weights): number[] {
  const powers = candidates.map((one) =>
    Math.exp(features.reduce((sum, name) => sum + weights[name] * (one[name] ?? 0), 0)),
  );
  const whole = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / whole);
}

/** Conditional logit by AdaGrad, with a pull to the weights of before. */
function train(from: Example[]): Weights {
  const weights = { ...before };
  const squares = Object.fromEntries(features.map((name) => [name, 1e-8])) as Weights;
  for (let step = 0; step < steps; step += 1) {
    const gradient = Object.fromEntries(
      features.map((name) => [name, strength * (before[name] - weights[name])]),
    ) as Weights;
    for (const { candidates, wanted } of from) {
      const likely = shares(candidates, weights);
      for (const name of features) {
        const expected = candidates.reduce((sum, one, place) => sum + likely[place]! * (one[name] ?? 0), 0);
        gradient[name] += ((candidates[wanted]![name] ?? 0) - expected) / from.length;
      }
    }
    for (const name of features) {
      if (untrained.includes(name)) continue;
      squares[name] += gradient[name] ** 2;
      weights[name] += (rate * gradient[name]) / Math.sqrt(squares[name]);
    }
  }
  return weights;
}

/** The share of the best candidate and whether it is right, with weights of the other schemas. */
const heldOut = [...new Set(examples.map(({ schema }) => schema))].flatMap((schema) => {
  const weights = train(examples.filter((one) => one.schema !== schema));
  return examples
    .filter((one) => one.schema === schema)
    .map(({ candidates, wanted }) => {
      const likely = shares(candidates, weights);
      const best = likely.indexOf(Math.max(...likely));
      return { share: Math.min(1 - 1e-6, likely[best]!), isRight: best === wanted };
    });
});

/** Platt scaling by gradient descent. */
function calibrate(): { slope: number; offset: number } {
  let [slope, offset] = [1, 0];
  for (let step = 0; step < 5_000; step += 1) {
    let [dSlope, dOffset] = [0, 0];
    for (const { share, isRight } of heldOut) {
      const logit = Math.log(share / (1 - share));
      const error = Number(isRight) - 1 / (1 + Math.exp(-(slope * logit + offset)));
      dSlope += (error * logit) / heldOut.length;
      dOffset += error / heldOut.length;
    }
    slope += 0.1 * dSlope;
    offset += 0.1 * dOffset;
  }
  return { slope, offset };
}

const right = heldOut.filter(({ isRight }) => isRight).length;
console.log(`${examples.length} columns of the tuned schemas; right without assignment, schemas left out in turn:`);
console.log((right / heldOut.length).toFixed(3));
const rounded = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(2))]));
console.log('weights', rounded(train(examples)));
console.log('calibration', rounded(calibrate()));
