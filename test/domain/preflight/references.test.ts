import { createReferenceTrial } from '../../../domain/preflight/references.ts';
import type { LoadedObject } from '../../../schemas/terms.ts';

const key = (object: LoadedObject, id: number | string) => `s:${object}:${id}` as const;
const none: ReadonlySet<LoadedObject> = new Set();

/** Orders with an account and lines; the products have the numbers 1 to 10. */
function tried(items: (number | string)[], lookup: (id: number | string) => object) {
  const trial = createReferenceTrial();
  trial.addKey(key('billing_accounts', 1));
  for (let number = 1; number <= 10; number += 1) trial.addKey(key('service_plans', number));
  trial.addKey(key('product_catalog', 10));
  for (const item of items)
    trial.addRecord('orders', {
      base: {
        ...{ Subject: 'SO', Owner: { id: '7' }, Account_Name: { $key: key('billing_accounts', 1) } },
        Ordered_Items: [{ Quantity: 1, Product_Name: lookup(item) as never }],
      },
      custom: {},
    });
  return trial;
}
const plan = (id: number | string) => ({ $key: key('service_plans', id) });

test('references that lead to no record are counted by field', () => {
  const trial = tried([1, 2, 'X1', 'X2', 'X2', 'X3'], plan);
  expect(trial.targets()).toEqual(['billing_accounts', 'service_plans']);
  expect(trial.checks(none)).toEqual([
    expect.objectContaining({
      ...{ id: 'references.orders', state: 'warn', affected: 4 },
      what: 'In the first rows of orders, 4 of 6 references in Ordered_Items.Product_Name lead to no record of the source.',
    }),
  ]);
});

test('a few lost references are usual, and are counted', () => {
  const trial = tried([...Array.from({ length: 30 }, () => 3), 'X1'], plan);
  expect(trial.checks(none)).toEqual([
    expect.objectContaining({
      state: 'pass',
      what: 'Of 62 references in the first rows of orders, 1 lead to no record.',
    }),
  ]);
});

test('a reference to an object that was not read to its end may lead to a later row', () => {
  expect(tried(['X1', 'X2'], plan).checks(new Set(['service_plans']))).toEqual([
    expect.objectContaining({
      state: 'pass',
      what: 'Of 2 references in the first rows of orders, 0 lead to no record.',
    }),
  ]);
});

test('a reference that is looked up in several objects must lead to one record', () => {
  const either = (id: number | string) => ({ ...plan(id), $or: [key('product_catalog', id)] });
  const [check] = tried([1, 10, 'X1'], either).checks(none);
  expect(check?.what).toBe(
    'In the first rows of orders, 1 of 3 references in Ordered_Items.Product_Name lead to no record of the source; ' +
      '1 of 3 references in Ordered_Items.Product_Name lead to several records.',
  );
  expect(tried([1, 10], either).checks(none)[0]?.what).toBe(
    'In the first rows of orders, 1 of 2 references in Ordered_Items.Product_Name lead to several records.',
  );
});

test('it says which references reject their record, and which leave the field blank because the second pass writes them', () => {
  const trial = createReferenceTrial();
  const lost = { $key: key('billing_accounts', 'X') };
  trial.addRecord('subscribers', { base: { Account_Name: lost }, custom: { Paid_By: lost } });
  trial.addRecord('billing_accounts', { base: {}, custom: { Parent_Account: lost } });
  const advice = 'Look at these lookups in the mapping: the values may be ids of another object, or of several.';
  expect(trial.checks(none).map(({ fix }) => fix)).toEqual([
    `${advice} A load rejects the records with such a reference in Account_Name. ` +
      'The field stays blank for such a reference in Paid_By, which the second pass writes.',
    `${advice} The field stays blank for such a reference in Parent_Account, which the second pass writes.`,
  ]);
});
