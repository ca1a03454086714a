import { diceFor } from './dice.ts';
import type { Row } from './people.ts';
import { offeringCode, planCode, type Scale } from './scale.ts';
import { day } from './vocabulary.ts';

const families = ['Mobile', 'Fibre', 'Roaming', 'Business', 'IoT'];
const grades = ['Basic', 'Plus', 'Max', 'Flex'];

/** A plan. The last ones are second versions of the first, under nearly their codes, for times that overlap. */
export function plan(seed: number, scale: Scale, number: number): Row {
  const isVersion = number > scale.plans - scale.planVersions;
  const original = isVersion ? number - scale.plans + scale.planVersions : number;
  const dice = diceFor(seed, 'plan', original);
  return {
    plan_code: isVersion ? planCode(original).toLowerCase() : planCode(number),
    version: isVersion ? 2 : 1,
    name: `${dice.pick(families)} ${dice.pick(grades)} ${original}`,
    description: 'Monthly plan with bundled allowances',
    monthly_price: `${dice.between(5, 90)}.${dice.pick(['00', '49', '99'])}00000000`,
    minutes: dice.between(0, 20) * 100,
    megabytes: dice.between(1, 50) * 1_024,
    sms: dice.between(0, 10) * 100,
    valid_from: day(dice, 2010, 2020),
    valid_to: '9999-12-31',
    status_code: dice.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
}

const editions = ['Standard', 'Legacy'];
/** A tree of three levels: families, grades in each, editions in each grade. */
export const categories: Row[] = families.flatMap((name, place) => {
  const family = place + 1;
  return [
    { category_id: family, parent_id: null, name },
    ...grades.flatMap((grade, step) => {
      const id = 10 * family + step;
      const below = editions.map((edition, kind) => ({ category_id: 10 * id + kind, parent_id: id, name: edition }));
      return [{ category_id: id, parent_id: family, name: grade }, ...below];
    }),
  ];
});

/** A category and those above it, the widest first. */
export function categoryPath(id: Row[string] | undefined): Row[] {
  const category = categories.find((one) => one['category_id'] === id);
  return category ? [...categoryPath(category['parent_id']), category] : [];
}

const isBundle = (number: number) => number % 10 === 0;

export function offering(seed: number, number: number): Row {
  const dice = diceFor(seed, 'offering', number);
  const bundle = isBundle(number);
  return {
    offering_code: offeringCode(number),
    category_id: 10 * (10 * dice.between(1, families.length) + dice.between(0, 3)) + (number % editions.length),
    name: `${bundle ? 'Bundle' : dice.pick(['Router', 'Handset', 'Add-on', 'Support'])} ${number}`,
    description: bundle ? 'Bundle of offerings' : 'Single offering',
    price: `${dice.between(1, 400)}.${dice.pick(['00', '50', '95'])}00000000`,
    is_bundle: bundle,
    pricing_formula: bundle ? 'price of the items, less every discount whose condition holds' : '',
    status_code: dice.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
}

/** What a bundle consists of: the offerings before it. */
export const bundleItems = (number: number): Row[] =>
  isBundle(number)
    ? [3, 2, 1].map((before) => ({
        bundle_code: offeringCode(number),
        item_code: offeringCode(number - before),
        quantity: before === 1 ? 2 : 1,
      }))
    : [];

const conditions = ['lines >= 3', 'loyalty_tier = Gold', 'segment = SME', 'term >= 24'];

/** Discounts of a bundle, each under a condition. */
export function bundleDiscounts(seed: number, number: number): Row[] {
  if (!isBundle(number)) return [];
  const dice = diceFor(seed, 'discount', number);
  return conditions
    .slice(0, dice.between(1, conditions.length))
    .map((condition) => ({ condition, percent: dice.pick(['5.00', '7.50', '10.00']) }));
}
