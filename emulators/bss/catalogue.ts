import { offeringCode, planCode } from './ids.ts';
import { plantItems } from './planting.ts';
import { randomFor } from './random.ts';
import type { GeneratedRecord, Row } from './records.ts';
import { date } from './sample-values.ts';
import type { Scale } from './scale.ts';

const families = ['Mobile', 'Fibre', 'Roaming', 'Business', 'IoT'];
const grades = ['Basic', 'Plus', 'Max', 'Flex'];

/** A plan. The last plans are second versions of the first ones: almost the same code, and overlapping validity. */
export function plan(seed: number, scale: Scale, number: number): GeneratedRecord {
  const isVersion = number > scale.plans - scale.planVersions;
  const original = isVersion ? number - scale.plans + scale.planVersions : number;
  const random = randomFor(seed, 'plan', original);
  const row: Row = {
    plan_code: isVersion ? planCode(original).toLowerCase() : planCode(number),
    version: isVersion ? 2 : 1,
    name: `${random.pick(families)} ${random.pick(grades)} ${original}`,
    description: 'Monthly plan with bundled allowances',
    monthly_price: `${random.between(5, 90)}.${random.pick(['00', '49', '99'])}00000000`,
    minutes: random.between(0, 20) * 100,
    megabytes: random.between(1, 50) * 1_024,
    sms: random.between(0, 10) * 100,
    valid_from: date(random, 2010, 2020),
    valid_to: '9999-12-31',
    status_code: random.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
  const id = String(row['plan_code']);
  return { row, defects: plantItems('service_plans', row, { seed, scale, number, id, defects: [] }) };
}

const editions = ['Standard', 'Legacy'];
/** A tree of three levels: families, grades of a family, editions of a grade. */
export const categories: Row[] = families.flatMap((name, index) => {
  const family = index + 1;
  return [
    { category_id: family, parent_id: null, name },
    ...grades.flatMap((grade, step) => {
      const id = 10 * family + step;
      const below = editions.map((edition, kind) => ({ category_id: 10 * id + kind, parent_id: id, name: edition }));
      return [{ category_id: id, parent_id: family, name: grade }, ...below];
    }),
  ];
});

/** A category after its parents, the top level first. */
export function categoryPath(id: Row[string] | undefined): Row[] {
  const category = categories.find((one) => one['category_id'] === id);
  return category ? [...categoryPath(category['parent_id']), category] : [];
}

const isBundle = (number: number) => number % 10 === 0;

export function offering(seed: number, scale: Scale, number: number): GeneratedRecord {
  const random = randomFor(seed, 'offering', number);
  const bundle = isBundle(number);
  const id = offeringCode(number);
  const row: Row = {
    offering_code: id,
    category_id: 10 * (10 * random.between(1, families.length) + random.between(0, 3)) + (number % editions.length),
    name: `${bundle ? 'Bundle' : random.pick(['Router', 'Handset', 'Add-on', 'Support'])} ${number}`,
    description: bundle ? 'Bundle of offerings' : 'Single offering',
    price: `${random.between(1, 400)}.${random.pick(['00', '50', '95'])}00000000`,
    is_bundle: bundle,
    pricing_formula: bundle ? 'price of the items, less every discount whose condition holds' : '',
    status_code: random.pick([1, 1, 1, 2]),
    updated_at: '2024-01-01 10:00:00',
  };
  // Only bundles have a formula.
  const isFree = (field: string) => row[field] !== '';
  return { row, defects: plantItems('product_catalog', row, { seed, scale, number, id, defects: [], isFree }) };
}

/** The items of a bundle: the offerings before it. */
export const bundleItems = (number: number): Row[] =>
  isBundle(number)
    ? [3, 2, 1].map((before) => ({
        bundle_code: offeringCode(number),
        item_code: offeringCode(number - before),
        quantity: before === 1 ? 2 : 1,
      }))
    : [];

const conditions = ['lines >= 3', 'loyalty_tier = Gold', 'segment = SME', 'term >= 24'];

/** The discounts of a bundle. Each has a condition. */
export function bundleDiscounts(seed: number, number: number): Row[] {
  if (!isBundle(number)) return [];
  const random = randomFor(seed, 'discount', number);
  return conditions
    .slice(0, random.between(1, conditions.length))
    .map((condition) => ({ condition, percent: random.pick(['5.00', '7.50', '10.00']) }));
}
