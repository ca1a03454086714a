import { comparisons, fields, levelIn, type Field, type Pattern } from './party.ts';

/** How often each level occurs, 0–1, by field: among records of the same person or firm, and among any two records. */
export interface Frequencies {
  same: Record<Field, readonly number[]>;
  any: Record<Field, readonly number[]>;
  /** Fields of which one says what the other says: where both speak for a pair, or both against it, the weaker one counts nothing. */
  dependent: readonly (readonly [Field, Field])[];
}

/** Records with one postcode mostly have one town. */
const townAndPostcode = [['city', 'postcode']] as const;

/** From this share of pairs with the same postcode on, the town says nothing new. */
const mostlySame = 0.5;
/** Fewer pairs with the same postcode show nothing. */
const leastSame = 50;

/**
 * The fields that depend on each other, by what pairs with the same postcode show.
 * @param pairs with the same postcode. @param same those of them that have the same town
 */
export const dependentIn = ({ pairs, same }: { pairs: number; same: number }): Frequencies['dependent'] =>
  pairs < leastSame || same / pairs >= mostlySame ? townAndPostcode : [];

/**
 * What is used where too little can be learned from the records themselves: shares that are usual for customers of a country,
 * in the order of the levels.
 */
export const shipped: Frequencies = {
  same: {
    name: [0.7, 0.04, 0.15, 0.03, 0.04, 0.015, 0.015, 0.005, 0.005],
    company: [0.78, 0.02, 0.08, 0.1, 0.02],
    birth_date: [0.9, 0.07, 0.03],
    email: [0.7, 0.05, 0.1, 0.15],
    phone: [0.65, 0.05, 0.3],
    document: [0.92, 0.06, 0.02],
    street: [0.75, 0.17, 0.02, 0.06],
    house: [0.85, 0.08, 0.07],
    city: [0.82, 0.12, 0.06],
    postcode: [0.85, 0.1, 0.05],
  },
  any: {
    name: [0.0001, 0.00002, 0.0002, 0.0002, 0.001, 0.004, 0.01, 0.02, 0.9645],
    company: [0.0001, 0.0001, 0.0004, 0.0004, 0.999],
    birth_date: [0.0001, 0.001, 0.9989],
    email: [0.00005, 0.0005, 0.0005, 0.999],
    phone: [0.00005, 0.0003, 0.9997],
    document: [0.00001, 0.0001, 0.99989],
    street: [0.002, 0.002, 0.0005, 0.9955],
    house: [0.02, 0.12, 0.86],
    city: [0.02, 0.005, 0.975],
    postcode: [0.005, 0.02, 0.975],
  },
  dependent: townAndPostcode,
};

/** Most that a rare or a frequent surname adds or takes. */
const mostOfSurname = 4;

/** log2 of how much more often a level occurs in records of the same person than in any two. 0: a value is missing. */
export function weightOf({ same, any }: Pick<Frequencies, 'same' | 'any'>, pattern: Pattern, field: Field): number {
  const level = levelIn(pattern, field);
  return level === null ? 0 : Math.log2(same[field][level]! / any[field][level]!);
}

/** The weights of all fields of a pattern, each piece of evidence once. */
export function weightsIn(frequencies: Frequencies, pattern: Pattern): Record<Field, number> {
  const found = fields.map((field) => [field, weightOf(frequencies, pattern, field)] as const);
  const weights = Object.fromEntries(found) as Record<Field, number>;
  for (const [one, other] of frequencies.dependent) {
    if (weights[one] * weights[other] <= 0) continue;
    weights[Math.abs(weights[one]) <= Math.abs(weights[other]) ? one : other] = 0;
  }
  return weights;
}

/**
 * What the same surname adds because it is rare, or takes because it is frequent.
 * @param share of the records with it, 0–1
 */
export function surnameWeight({ any }: Pick<Frequencies, 'any'>, share: number): number {
  // Two records have the same surname by chance with the same given name or with another one.
  const usual = any.name[0]! + any.name[5]!;
  return Math.max(-mostOfSurname, Math.min(mostOfSurname, Math.log2(usual / Math.max(share, 1e-9))));
}

/** Probability that two records are of the same person or firm, 0–1. @param odds log2 of the odds before they are compared */
export const probability = (weight: number, odds: number): number => 1 / (1 + 2 ** -(weight + odds));

/** Fewest pairs that weights are learned from, in all and of one field. */
const [leastPairs, leastOfField] = [200, 50];
/** Pairs that the shipped shares count for. */
const ofShipped = 20;
const rounds = 30;

/** How often each pattern occurs. */
export type PatternCounts = ReadonlyMap<Pattern, number>;

/**
 * The fields by which a pair is surely of the same person before the others are looked at: the same document, or the same
 * name with the same e-mail address or phone number and nothing that contradicts. Null: it is no such pair.
 */
export function anchorOf(pattern: Pattern): readonly Field[] | null {
  const is = (field: Field, level: number | null) => levelIn(pattern, field) === level;
  if (is('document', 0)) return ['document'];
  const hasName = is('name', 0) || (is('name', null) && is('company', 0));
  const contact = (['email', 'phone'] as const).filter((field) => is(field, 0));
  const contradicts = (['birth_date', 'document'] as const).some((field) => (levelIn(pattern, field) ?? 0) > 1);
  return hasName && contact.length > 0 && !contradicts ? ['name', 'company', ...contact] : null;
}

/** Fewest random pairs that show how often two records agree by chance. */
const leastRandom = 20_000;

/**
 * How often the levels occur among any two records, from random pairs of them. An operator whose customers share few names or
 * towns is unlike others. With too few pairs, what is usual.
 */
export const chanceIn = (random: PatternCounts): Frequencies['any'] =>
  totalOf(random) < leastRandom ? shipped.any : sharesIn(withoutAnchors(random), shipped.any, 0);

const totalOf = (counts: PatternCounts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
const withoutAnchors = (counts: PatternCounts) =>
  [...counts].map(([pattern, count]) => ({ pattern, count, skipped: [] }));

/**
 * Learns how often the levels occur in records of the same person, from pairs with an anchor, by expected maximisation and
 * without the fields of the anchor. Households look alike too, so other pairs teach the wrong thing. Null: there are too few.
 */
export function learn(
  anchored: PatternCounts,
  { any, dependent }: Pick<Frequencies, 'any' | 'dependent'>,
): Frequencies['same'] | null {
  const total = totalOf(anchored);
  if (total < leastPairs) return null;
  let same = shipped.same;
  let share = 0.9;
  for (let round = 0; round < rounds; round += 1) {
    let expected = 0;
    const weighted = [...anchored].map(([pattern, count]) => {
      const skipped = anchorOf(pattern)!;
      const weights = weightsIn({ same, any, dependent }, pattern);
      const weight = fields.filter((field) => !skipped.includes(field)).reduce((sum, field) => sum + weights[field], 0);
      const isSame = count * probability(weight, Math.log2(share / (1 - share)));
      expected += isSame;
      return { pattern, count: isSame, skipped };
    });
    same = sharesIn(weighted, shipped.same, leastOfField);
    share = Math.min(0.999, Math.max(0.5, expected / total));
  }
  return same;
}

function sharesIn(
  counted: { pattern: Pattern; count: number; skipped: readonly Field[] }[],
  before: Record<Field, readonly number[]>,
  least: number,
): Record<Field, readonly number[]> {
  const shares = fields.map((field): [Field, readonly number[]] => {
    const counts = comparisons[field].levels.map(() => 0);
    for (const { pattern, count, skipped } of counted) {
      const level = levelIn(pattern, field);
      if (level !== null && !skipped.includes(field)) counts[level]! += count;
    }
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all < least) return [field, before[field]];
    return [field, counts.map((count, level) => (count + ofShipped * before[field][level]!) / (all + ofShipped))];
  });
  return Object.fromEntries(shares) as Record<Field, readonly number[]>;
}

/**
 * log2 of the odds that two of so many records are of the same person, from the pairs that were compared.
 * @param pairs the sum of weights of each pair that no guard keeps apart
 */
export function oddsOf(records: number, pairs: readonly number[]): number {
  const all = Math.max(1, (records * (records - 1)) / 2);
  const [least, most] = [0.002 / records, Math.min(0.5, 2 / records)];
  let share = Math.min(most, 0.1 / records);
  for (let round = 0; round < 10; round += 1) {
    const odds = Math.log2(share / (1 - share));
    const expected = pairs.reduce((sum, weight) => sum + probability(weight, odds), 0);
    share = Math.min(most, Math.max(least, expected / all));
  }
  return Math.log2(share / (1 - share));
}
