import { measureValues, shapeOf, type Shares } from '../../../domain/column-facts/measure.ts';

const never = () => false;
const sharesOf = (values: string[]) => measureValues(values, never).shares;

test.each<[keyof Shares, string[], string[]]>([
  ['email', ['ann@example.org'], ['ann at example']],
  ['url', ['https://example.org/a'], ['example.org']],
  ['json', ['{"a":1}', '[1]'], ['(1)']],
  ['date', ['2024-01-31', '31.01.2024', '1/2/75', '20240131'], ['2024', 'January', '20241331']],
  [
    'timestamp',
    ['2024-01-31 10:00:00', '2024-01-31T10:00Z', '31.01.2024 10:00', '1/2/75 9:30:00 PM', '31/01/2024, 10:00'],
    ['2024-01-31', '31.01.2024', '10:00', 'ref 31.01.2024 10:00'],
  ],
  ['number', ['12', '-1.50', '1,234.50'], ['twelve']],
  ['decimals', ['1.50', '1.234,50'], ['12', '1.5']],
  ['percent', ['20 %', '7.5%'], ['20']],
  ['phone', ['+44 20 7946 0000', '(020) 7946 0000', 'tel:+442079460000'], ['7946', 'SX0000001']],
  ['digits', ['207946000'], ['123']],
  ['letters', ['Ann', "O'Neill", 'Müller-Lüdenscheidt'], ['Ann 2', '12']],
  ['coded', ['SX001', 'BA-1'], ['SX', 'BA 1']],
  ['sentence', ['Wants the bill on paper'], ['On paper']],
  ['markup', ['<b>yes</b>'], ['a < b']],
  ['file', ['contract.pdf', 'Contrat signé (2).PDF', 'a.jpeg'], ['contract', 'm.huber', 'pdf']],
  ['dotted', ['plan.dwg', 'm.huber'], ['contract', 'A. Huber']],
  ['legalForm', ['Harbour Bakery Ltd', 'Kranbau GmbH'], ['Harbour Bakery', 'Altd']],
  ['numbered', ['12 Harbour Road', 'Calle Mayor 3'], ['Harbour Road', 'Mayor3']],
  ['postcode', ['N1 9GU', '10115'], ['Berlin']],
  ['dayOfMonth', ['1', '31'], ['32', '01x']],
  ['country', ['GB', 'Deutschland'], ['Atlantis', '12']],
  ['language', ['en', 'de-AT'], ['english']],
  ['currency', ['GBP', 'eur'], ['£']],
  ['boolean', ['Y', 'nein', '0'], ['maybe']],
])('%s: %j pass and %j do not', (test, passing, failing) => {
  expect(sharesOf(passing)[test]).toBe(1);
  expect(sharesOf(failing)[test]).toBe(0);
});

test('a share counts rows and not different values, and blanks not at all', () => {
  const { values, shares } = measureValues(['Y', 'Y', 'Y', 'x', ' ', ''], never);
  expect(values).toBe(4);
  expect(shares.boolean).toBe(0.75);
});

test('values that are network identifiers have a share of their own', () => {
  expect(measureValues(['a', 'b'], (value) => value === 'a').shares.identifier).toBe(0.5);
});

test('of a column without values every share is 0', () => {
  const { values, shares, shapes } = measureValues(['', '  '], never);
  expect(values).toBe(0);
  expect(Math.max(...Object.values(shares))).toBe(0);
  expect(shapes).toEqual([]);
});

test.each([
  ['BA-000001', 'A-9+'],
  ['N1 9GU', 'A9 9A'],
  ['Müller', 'Aa'],
  ['1234', '9999'],
  ['李', 'a'],
  ['x'.repeat(500), 'a'],
  ['.'.repeat(500), '.'.repeat(40)],
])('the shape of %s is %s', (value, shape) => {
  expect(shapeOf(value)).toBe(shape);
});

test('the most frequent shapes come first, and those of the same share in the order of their texts', () => {
  const { shapes } = measureValues(['A1', 'B2', '1', '2', '3', 'x-1', 'a b'], never);
  expect(shapes).toEqual([
    { shape: '9', share: 3 / 7 },
    { shape: 'A9', share: 2 / 7 },
    { shape: 'a a', share: 1 / 7 },
    { shape: 'a-9', share: 1 / 7 },
  ]);
  expect(measureValues(['b-1', 'a b'], never).shapes.map(({ shape }) => shape)).toEqual(['a a', 'a-9']);
});

test('a text of a million characters is known by its ends, and takes no time', () => {
  const long = ['x'.repeat(1_000_000), `[${'1,'.repeat(500_000)}1]`, '<a'.repeat(500_000)];
  const { shares } = measureValues(long, () => false);
  expect(shares.json).toBeCloseTo(1 / 3);
  expect(shares.sentence).toBe(0);
}, 5_000);

test('what the ledger cannot store is not in a shape', () => {
  const { shapes } = measureValues(['A\u0000B', 'x\ud83d'], () => false);
  expect(shapes.map(({ shape }) => shape).toSorted()).toEqual(['A?A', 'a?']);
});

test.each(['951 100 200', '212-555-0101', '912.345.678', '9511002000'])(
  '%s has the digits of a phone number',
  (value) => {
    expect(sharesOf([value]).digits).toBe(1);
  },
);

test.each(['12 34', '1 234 567 890 123 456', '951-abc-200'])('%s has not the digits of a phone number', (value) => {
  expect(sharesOf([value]).digits).toBe(0);
});

test.each(['Panadería Ruiz S.L.', 'Ruiz, S. A.', 'Dupont S.A.R.L.', 'Rossi S.r.l.', 'Huber G.m.b.H.', 'Acme Ltd.'])(
  '%s has a legal form',
  (value) => {
    expect(sharesOf([value]).legalForm).toBe(1);
  },
);
