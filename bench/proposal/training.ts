import { candidatesOf, choose, nameOf } from '../../domain/proposal/choose.ts';
import { columnOf, features, type Feature, type Features } from '../../domain/proposal/features.ts';
import { settle } from '../../domain/proposal/settled.ts';
import { targetsOf } from '../../domain/proposal/targets.ts';
import { fieldsOf, type GoldTable } from './gold.ts';
import { withWrongTypes } from './noise.ts';

export type Weights = Record<Feature, number>;

/** What the features count before anything is learned. The gold schemas have few references, and neither values nor lengths. */
const priors: Weights = {
  ...{ overlap: 2.1, cover: 2.4, exact: 1.4, letters: 0.6, unmatched: -1.4, onlyGeneral: -1.4 },
  ...{ typeFits: 1.4, typeDiffers: -4, reference: 4, values: 2, tooLong: -1 },
  ...{ custom: 3.75, ignore: 1.4, technical: 4.4, ownKey: 3.1 },
};
const untrained: readonly Feature[] = ['values', 'tooLong'];
/** How strongly the weights are held to the priors: there are few examples. */
const [strength, steps, rate] = [0.02, 250, 0.08];

/** Each schema counts as it is, and again with a share of its types wrong, as a discovery would have it. */
export const copies = (tables: GoldTable[]): GoldTable[][] => [
  tables,
  ...[1, 2].map((seed) => withWrongTypes(tables, 0.08, seed)),
];

/** A table for one of its modules, as the assignment sees it. */
function prepared(table: GoldTable) {
  const columns = table.columns.map(({ facts, values }) => columnOf(facts, values));
  return table.modules.map((module, place) => {
    const isBusiness = place === 0 && table.modules.length > 1;
    const context = { module, key: table.key, updated: null, hasSecretKeys: false, isBusiness, columns };
    const wanted = new Map(table.columns.map((one, at) => [columns[at]!, one.wanted[place]!]));
    // What a rule settles, and what the route decides, is not learned.
    const open = columns.filter((column) => !settle(column, context) && !isRouted(table, column.facts.semantic));
    return { key: table.key, open, wanted, targets: targetsOf(module, fieldsOf(module)) };
  });
}

const isRouted = ({ modules }: GoldTable, semantic: string): boolean => modules.length > 1 && semantic === 'company';

interface Example {
  /** Each candidate's features, in the order of `features`. */
  candidates: Float64Array[];
  wanted: number;
}

const rowOf = (one: Features): Float64Array => Float64Array.from(features, (name) => one[name] ?? 0);

const examplesOf = (tables: GoldTable[]): Example[] =>
  tables.flatMap(prepared).flatMap(({ key, open, wanted, targets }) =>
    open.flatMap((column) => {
      if (column.facts.column === key) return [];
      const candidates = candidatesOf(column, targets, key);
      const place = candidates.findIndex(({ into }) => nameOf(into) === wanted.get(column));
      return place < 0 ? [] : [{ candidates: candidates.map((one) => rowOf(one.features)), wanted: place }];
    }),
  );

const size = features.length;

/** Adds to the gradient what one example says. Plain loops, because this runs some ten million times. */
function pull(
  gradient: Float64Array,
  candidates: Float64Array[],
  wanted: number,
  weights: Float64Array,
  count: number,
) {
  const powers = new Float64Array(candidates.length);
  let whole = 0;
  for (let place = 0; place < candidates.length; place += 1) {
    let sum = 0;
    for (let at = 0; at < size; at += 1) sum += candidates[place]![at]! * weights[at]!;
    powers[place] = Math.exp(sum);
    whole += powers[place]!;
  }
  for (let place = 0; place < candidates.length; place += 1) {
    const error = ((place === wanted ? 1 : 0) - powers[place]! / whole) / count;
    if (Math.abs(error * count) < 1e-4) continue;
    for (let at = 0; at < size; at += 1) gradient[at]! += error * candidates[place]![at]!;
  }
}

/** Conditional logit by AdaGrad. */
/** The weights for these tables. */
export const train = (tables: GoldTable[]): Weights => shifted(trainOn(examplesOf(tables)), tables);

/**
 * The likelihood knows nothing of the assignment, and makes `custom` and `ignore` too strong: many columns that would fit a
 * field get none, because another one fits better. So these two are lowered as far as the assignment is right more often.
 */
function shifted(weights: Weights, tables: GoldTable[]): Weights {
  const candidates = [0, 0.25, 0.5, 0.75, 1, 1.25].map((shift) => {
    const own = { ...weights, custom: weights.custom - shift, ignore: weights.ignore - shift };
    return { own, right: outcomesOf(tables, own).filter(({ isRight }) => isRight).length };
  });
  return candidates.reduce((best, one) => (one.right > best.right ? one : best)).own;
}

function trainOn(examples: Example[]): Weights {
  const before = rowOf(priors);
  const weights = rowOf(priors);
  const squares = new Float64Array(features.length).fill(1e-8);
  for (let step = 0; step < steps; step += 1) {
    const gradient = weights.map((weight, at) => strength * (before[at]! - weight));
    for (const { candidates, wanted } of examples) pull(gradient, candidates, wanted, weights, examples.length);
    for (const [at, name] of features.entries()) {
      if (untrained.includes(name)) continue;
      squares[at]! += gradient[at]! ** 2;
      weights[at]! += (rate * gradient[at]!) / Math.sqrt(squares[at]!);
    }
  }
  return Object.fromEntries(features.map((name, at) => [name, weights[at]!])) as Weights;
}

/** A decision's share and whether it is right. */
export interface Outcome {
  share: number;
  isDoubtful: boolean;
  isRight: boolean;
}

/** What these weights decide about tables. Columns that share a field with another one are left out. */
export const outcomesOf = (tables: GoldTable[], weights: Weights): Outcome[] =>
  tables.flatMap(prepared).flatMap(({ key, open, wanted, targets }) =>
    choose(open, targets, key, weights).flatMap(({ column, into, share, isDoubtful }) => {
      const all = [...wanted.values()].filter((one) => one === wanted.get(column));
      const isJoined = all.length > 1 && !['custom', 'ignore'].includes(wanted.get(column)!);
      if (isJoined || column.facts.column === key) return [];
      return [{ share, isDoubtful, isRight: nameOf(into) === wanted.get(column) }];
    }),
  );

/** What is decided about each schema by weights that were trained on the others. */
export const heldOut = (tables: GoldTable[]): Outcome[] =>
  [...new Set(tables.map(({ schema }) => schema))].flatMap((schema) => {
    const weights = train(tables.filter((one) => one.schema !== schema));
    return copies(tables.filter((one) => one.schema === schema)).flatMap((copy) => outcomesOf(copy, weights));
  });

const logit = (share: number): number => {
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, share));
  return Math.log(bounded / (1 - bounded));
};

/** What turns a share into a score: see `calibrated`. */
export interface Calibration {
  slope: number;
  offset: number;
  doubt: number;
}

/** Platt scaling by gradient descent. */
export function calibrate(outcomes: Outcome[]): Calibration {
  let [slope, offset, doubt] = [1, 0, 0];
  for (let step = 0; step < 5_000; step += 1) {
    let [dSlope, dOffset, dDoubt] = [0, 0, 0];
    for (const { share, isDoubtful, isRight } of outcomes) {
      const sum = slope * logit(share) + offset - doubt * Number(isDoubtful);
      const error = (Number(isRight) - 1 / (1 + Math.exp(-sum))) / outcomes.length;
      dSlope += error * logit(share);
      dOffset += error;
      dDoubt -= error * Number(isDoubtful);
    }
    slope += 0.1 * dSlope;
    offset += 0.1 * dOffset;
    doubt += 0.1 * dDoubt;
  }
  return { slope, offset, doubt };
}
