import { limitsOf, mostMembers, sampledLists, whyUnjudged } from '../../../domain/quality/limits.ts';
import { findWith, openTables } from '../../support/survey.ts';

test('a status with too many different values is not judged, and that is said', async () => {
  const values = Array.from({ length: 1_001 }, (_, place) => `state ${place}`);
  const orders = { columns: { no: 'id', state: 'status' } as const, rows: values.map((one, at) => [`O${at}`, one]) };
  expect(await findWith('DQ25', { orders })).toEqual([
    'orders.state has more than 1,000 different values, which were not compared.',
  ]);
});

test('a sentence that two searches of a column have is said once', () => {
  const long = { table: 'notes', column: 'body', long: 2 };
  expect(whyUnjudged([long, long])).toBe('Of notes.body, texts of more than 32,000 characters were not looked at: 2.');
  expect(whyUnjudged([])).toBeNull();
});

test('custom fields and columns of lines beyond the first ones are counted', async () => {
  const names = Array.from({ length: mostMembers + 2 }, (_, place) => `extensions.f${place}`);
  const columns = Object.fromEntries(['no', ...names].map((name) => [name, 'text' as const]));
  const line = Object.fromEntries(names.map((name) => [name, 'x']));
  const { survey, close } = await openTables({
    orders: { columns, lines: { a: 'text' }, rows: [['O1', ...names.map(() => 'x'), [line]]] },
  });
  try {
    expect(limitsOf(survey.tables)).toEqual([
      'orders has 2 custom fields more than the 200 that were looked at.',
      'orders.lines has 2 columns more than the 200 that were looked at.',
    ]);
  } finally {
    await close();
  }
});

test('columns of lines are those of the first rows with lines, which is said where there are more', async () => {
  const rows = Array.from({ length: sampledLists + 1 }, (_, place) => [`O${place}`, [{ a: 'x' }]]);
  const { survey, close } = await openTables({ orders: { columns: { no: 'id' }, lines: { a: 'text' }, rows } });
  try {
    expect(limitsOf(survey.tables)).toEqual([
      'Columns of orders.lines are those of the first 5,000 rows with lines; a column that only some of the other 1 have was not looked at.',
    ]);
  } finally {
    await close();
  }
});

test('a survey within its limits has nothing to say', async () => {
  const { survey, close } = await openTables({ orders: { columns: { no: 'id' }, rows: [['O1']] } });
  try {
    expect(limitsOf(survey.tables)).toEqual([]);
  } finally {
    await close();
  }
});
