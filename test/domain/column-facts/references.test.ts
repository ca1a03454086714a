import { chooseReferences, type Containment, type Probed } from '../../../domain/column-facts/references.ts';

const accounts = (contained: number): Containment => ({
  object: 'billing_accounts',
  key: 'account_no',
  keyShapes: ['A-9+'],
  contained,
});
const plans = (contained: number): Containment => ({
  object: 'service_plans',
  key: 'plan_code',
  keyShapes: ['A-999'],
  contained,
});
const offerings = (contained: number): Containment => ({
  object: 'product_catalog',
  key: 'offering_code',
  keyShapes: ['A-999'],
  contained,
});
const numbered = (contained: number): Containment => ({
  object: 'subscribers',
  key: 'subscriber_id',
  keyShapes: ['9999', '9+'],
  contained,
});
const probed = (column: string, containments: Containment[], changes: Partial<Probed> = {}): Probed => ({
  column,
  filled: 1_000,
  distinct: 200,
  shapes: ['A-9+'],
  containments,
  ...changes,
});

test('a column whose values are ids of an object refers to it', () => {
  expect(chooseReferences(probed('x', [accounts(0.995), plans(0)]))).toEqual([
    { object: 'billing_accounts', contained: 0.995 },
  ]);
});

test('a column of ids of several objects refers to all of them, the most frequent first', () => {
  const found = chooseReferences(probed('item', [plans(0.39), offerings(0.6)], { shapes: ['A-999'] }));
  expect(found.map(({ object }) => object)).toEqual(['product_catalog', 'service_plans']);
});

test('many orphans are believed only where the name agrees', () => {
  expect(chooseReferences(probed('x', [accounts(0.6)]))).toEqual([]);
  expect(chooseReferences(probed('parent_account_no', [accounts(0.6)]))).toHaveLength(1);
  expect(chooseReferences(probed('parent_account_no', [accounts(0.3)]))).toEqual([]);
});

test('a small number refers to a numbered object only if its name says so', () => {
  const number = { shapes: ['9999'] };
  expect(chooseReferences(probed('minutes', [numbered(1)], number))).toEqual([]);
  expect(chooseReferences(probed('subscriber', [numbered(1)], number))).toHaveLength(1);
});

test('few different values, or another shape, refer to nothing', () => {
  expect(chooseReferences(probed('x', [accounts(0.94)], { distinct: 19 }))).toEqual([]);
  expect(chooseReferences(probed('x', [accounts(1)], { distinct: 2 }))).toEqual([]);
  expect(chooseReferences(probed('x', [accounts(1)], { shapes: ['a'] }))).toEqual([]);
});

test('a few values that all are ids of an object refer to it, also without a word of its key', () => {
  const tarif = probed('tarif', [plans(1), accounts(0)], { distinct: 8, shapes: ['A-999'] });
  expect(chooseReferences(tarif).map(({ object }) => object)).toEqual(['service_plans']);
  expect(chooseReferences({ ...tarif, shapes: ['999'] })).toEqual([]);
});

test('the values of a status are no ids, even if all happen to be some', () => {
  for (const column of ['auftragsstatus', 'currency', 'estado', 'status_code'])
    expect(chooseReferences(probed(column, [plans(1)], { distinct: 4, shapes: ['A-999'] }))).toEqual([]);
});

test('words that are in every key do not count as agreement', () => {
  expect(chooseReferences(probed('code_no', [accounts(0.6)]))).toEqual([]);
});

test('a column without values refers to nothing', () => {
  expect(chooseReferences(probed('account_no', [accounts(0)], { filled: 0 }))).toEqual([]);
});

test('few codes that are ids of two objects together, but for a wrong one, refer to both', () => {
  const found = chooseReferences(probed('item', [plans(0.5), offerings(0.48)], { distinct: 11, shapes: ['A-999'] }));
  expect(found.map(({ object }) => object)).toEqual(['service_plans', 'product_catalog']);
  expect(
    chooseReferences(probed('status', [plans(0.5), offerings(0.48)], { distinct: 11, shapes: ['A-999'] })),
  ).toEqual([]);
});
