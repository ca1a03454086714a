import { findWith, type ColumnOfTest } from '../../support/survey.ts';
import { holdsPaymentNumber } from '../../../domain/quality/payment-numbers.ts';

const oneColumn = (type: ColumnOfTest, value: string, name = 'x') => ({
  subscribers: { columns: { no: 'id', [name]: type } as Record<string, ColumnOfTest>, rows: [['S1', value]] },
});

test.each(['CÃ³rdoba', 'Ko\u0308ln', 'Clonmel &amp; Cahir', '\u202bHaifa', 'caf\ufffd', 'zero\u200bwidth'])(
  '%j has a broken encoding or unseen signs',
  async (city) => {
    expect(await findWith('DQ11', oneColumn('city', city))).toEqual(['subscribers S1: x']);
  },
);

test.each(['Córdoba', 'Köln', 'Åre', 'Prefers e-mail 📧', 'לקוח ותיק', '<p>home &amp; work</p>', 'A & B'])(
  '%j is sound',
  async (city) => {
    expect(await findWith('DQ11', oneColumn('text', city))).toEqual([]);
  },
);

test.each([
  ['<p>call <b>after</b> six</p>', 'HTML'],
  ['{"colour":"red"}', 'JSON'],
  ['gold;silver|bronze', 'a list in one value'],
  ['Ja', 'yes or no in a text'],
  ['long '.repeat(500), 'more than 2,000 characters'],
])('%.20j in a custom field is found: %s', async (value, detail) => {
  expect(await findWith('DQ30', oneColumn('text', value, 'extensions.note'))).toEqual([
    `subscribers S1: extensions.note, ${detail}`,
  ]);
});

test('a short text in a custom field is sound, and other columns are not looked at', async () => {
  expect(await findWith('DQ30', oneColumn('text', 'Paid; a < b', 'extensions.note'))).toEqual([]);
  expect(await findWith('DQ30', oneColumn('text', 'Ja'))).toEqual([]);
});

test('a text in which the guard finds an identifier is found, by the name of its field too', async () => {
  const findsIdentifier = (field: string, value: string) => field === 'x' && value.includes('SIM');
  expect(await findWith('DQ31', oneColumn('text', 'SIM 1'), { findsIdentifier })).toEqual(['subscribers S1: x']);
  expect(await findWith('DQ31', oneColumn('text', 'a SIM', 'y'), { findsIdentifier })).toEqual([]);
});

test('texts that are too long to be judged are counted, and shorter ones are judged', async () => {
  const findsIdentifier = (_: string, value: string) => value.startsWith('SIM');
  const rows = [32_000, 32_001].map((length) => [`S${length}`, 'SIM '.padEnd(length, 'x')]);
  const subscribers = { columns: { no: 'id', x: 'text' } as const, rows };
  expect(await findWith('DQ31', { subscribers }, { findsIdentifier })).toEqual([
    'Of subscribers.x, texts of more than 32,000 characters were not looked at: 1.',
    'subscribers S32000: x',
  ]);
});

test('numbers of cards and bank accounts are found in texts', async () => {
  expect(await findWith('DQ32', oneColumn('text', 'paid by 4111111111111111'))).toEqual(['subscribers S1: x']);
  expect(await findWith('DQ32', oneColumn('text', 'paid by cash'))).toEqual([]);
});

test.each([
  '4111111111111111',
  'card 4111 1111 1111 1111 again',
  '378282246310005',
  'refund to GB82WEST12345698765432',
  'GB82 WEST 1234 5698 7654 32',
])('%s is the number of a card or an account', (text) => {
  expect(holdsPaymentNumber(text)).toBe(true);
});

test.each([
  'no number',
  // A wrong check digit, no scheme, part of a longer number.
  '4111111111111112',
  '9111111111111111',
  '41111111111111110000000',
  'GB00WEST12345698765432',
  'DE00370400440532013000',
  // The remainder is right, and no bank gives these check digits.
  'GB99WEST12345698765413',
])('%s is none', (text) => {
  expect(holdsPaymentNumber(text)).toBe(false);
});

test('a whole number of more than 15 digits in a custom field is found', async () => {
  expect(await findWith('DQ38', oneColumn('text', '9007199254740993127', 'extensions.ref'))).toEqual([
    'subscribers S1: extensions.ref',
  ]);
  expect(await findWith('DQ38', oneColumn('text', '900719925474099', 'extensions.ref'))).toEqual([]);
  expect(await findWith('DQ38', oneColumn('text', '9007199254740993127'))).toEqual([]);
});
