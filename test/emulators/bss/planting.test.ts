import { usualRates } from '../../../emulators/bss/defect-rates.ts';
import { notations } from '../../../emulators/bss/identifier-notations.ts';
import type { Defect } from '../../../emulators/bss/records.ts';
import { numbersTo, scaleOf, type Size } from '../../../emulators/bss/scale.ts';
import { batchesOf } from '../../../emulators/bss/tables.ts';

/** The answer key of an operator. */
async function answersOf(size: Size, seed = 1): Promise<Defect[]> {
  const answers: Defect[] = [];
  for (const { count, make } of batchesOf(scaleOf(size), seed))
    for (const number of numbersTo(count)) answers.push(...((await make(number)).defects ?? []));
  return answers;
}
const identifiersIn = (answers: Defect[]) => answers.filter(({ rule }) => rule === 'identifier');
const lookAlikesIn = (answers: Defect[]) => answers.filter(({ rule }) => rule === 'look-alike');
const placeOf = ({ object, field }: Defect) => `${object}.${field}`;

let small: Defect[];
beforeAll(async () => {
  small = await answersOf({ accounts: 'small', plantedIdentifiers: 10_000 });
});

test('10,000 identifiers are planted when 10,000 are asked for', () => {
  expect(identifiersIn(small)).toHaveLength(10_000);
});

test('each of the 60 notations is planted at least 60 times', () => {
  const counts = new Map(notations.map(({ name }) => [name, 0]));
  for (const { identifier } of identifiersIn(small))
    if (identifier?.owner === 'own') counts.set(identifier.notation, counts.get(identifier.notation)! + 1);
  expect(counts.size).toBe(60);
  expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(60);
});

test('one of ten planted identifiers belongs to another network', () => {
  expect(identifiersIn(small).filter(({ identifier }) => identifier?.owner === 'foreign')).toHaveLength(1_000);
});

test('identifiers are planted in texts, custom fields, lines, e-mail addresses, phone numbers and file names', () => {
  expect([...new Set(identifiersIn(small).map(placeOf))].sort()).toEqual([
    ...['city', 'email', 'holder_name', 'payment_terms', 'remarks', 'street', 'tax_reg_no'].map(
      (field) => `billing_accounts.${field}`,
    ),
    'documents.name',
    ...['body', 'channel', 'subject'].map((field) => `interactions.${field}`),
    'invoices.lines.description',
    'notes.body',
    'orders.description',
    'orders.lines.description',
    'product_catalog.description',
    'product_catalog.name',
    'service_plans.description',
    'service_plans.name',
    ...['alt_phone', 'city', 'company_name', 'email', 'extensions.dealer_note', 'first_name'].map(
      (field) => `subscribers.${field}`,
    ),
    ...['last_name', 'login_name', 'remarks', 'street', 'tax_id'].map((field) => `subscribers.${field}`),
  ]);
});

test('look-alikes of 20 kinds are planted in records that are migrated, in fields without an identifier', () => {
  const lookAlikes = lookAlikesIn(small);
  const withIdentifier = new Set(identifiersIn(small).map((one) => `${one.id} ${placeOf(one)}`));
  const notMigrated = new Set(
    small
      .filter(({ expected }) => /rejected|merged|excluded/.test(expected))
      .map(({ object, id }) => `${object} ${id}`),
  );
  expect(lookAlikes.length).toBeGreaterThan(7_500);
  expect(new Set(lookAlikes.map(({ lookAlike }) => lookAlike)).size).toBe(20);
  expect(lookAlikes.filter((one) => withIdentifier.has(`${one.id} ${placeOf(one)}`))).toEqual([]);
  expect(lookAlikes.filter(({ object, id }) => notMigrated.has(`${object} ${id}`))).toEqual([]);
});

test('the number of planted identifiers changes none of the other defects', async () => {
  const others = async (plantedIdentifiers: number) => {
    const answers = await answersOf({ accounts: 400, plantedIdentifiers, defects: usualRates });
    expect(identifiersIn(answers)).toHaveLength(plantedIdentifiers);
    return answers.filter(({ rule }) => rule !== 'identifier' && rule !== 'look-alike');
  };
  expect(await others(3_000)).toEqual(await others(0));
});

test('the same seed plants the same, another seed plants other identifiers', async () => {
  const size = { accounts: 60, plantedIdentifiers: 300 };
  const [one, again, other] = [await answersOf(size, 5), await answersOf(size, 5), await answersOf(size, 6)];
  expect(again).toEqual(one);
  expect(identifiersIn(other).map(({ value }) => value)).not.toEqual(identifiersIn(one).map(({ value }) => value));
});

test('without look-alikes, only identifiers are planted', async () => {
  const answers = await answersOf({ accounts: 60, plantedIdentifiers: 300, lookAlikes: 0 });
  expect([identifiersIn(answers).length, lookAlikesIn(answers).length]).toEqual([300, 0]);
});

test('more identifiers than there are places fill every place once', async () => {
  const answers = await answersOf({ accounts: 20, plantedIdentifiers: 1_000_000 });
  const { accounts, subscribers, orders, invoices, plans, offerings, notes, interactions, documents } = scaleOf({
    accounts: 20,
  });
  const places =
    accounts * 7 + subscribers * 11 + orders * 2 + invoices + plans * 2 + offerings * 3 + notes + interactions * 3;
  expect(identifiersIn(answers)).toHaveLength(places + documents);
});
