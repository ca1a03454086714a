import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import {
  countContained,
  countTargets,
  countValues,
  isUnique,
  topValues,
} from '../../../connectors/staging/survey-facts.ts';
import type { Survey } from '../../../connectors/staging/survey-database.ts';
import { openSurvey } from '../../../connectors/staging/survey.ts';

const orders = `no,account,note,extensions,lines
O1,A1,"a ""quoted"" text","{""tier"":""Gold"",""size"":12}","[{""item"":""P1"",""price"":""1.50""},{""item"":""P2""}]"
O2,A2,  ,"not JSON","[]"
O3,A9,"two
lines","{""tier"":""""}",
`;

let folder: string;
let survey: Survey;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-survey-'));
  const staging = createLocalStaging(folder);
  await staging.write('orders.csv', Readable.from([orders]));
  await staging.write('accounts.csv', Readable.from(['no\nA1\nA2\nA3\n']));
  survey = await openSurvey(staging, [
    { object: 'orders', path: 'orders.csv', columns: ['no', 'account', 'note', 'extensions', 'lines'], key: 'no' },
    { object: 'billing_accounts', path: 'accounts.csv', columns: ['no'], key: 'no' },
  ]);
});
afterAll(async () => {
  await survey.close();
  await rm(folder, { recursive: true });
});

const tableNamed = (name: string) => survey.tables.find((table) => table.name === name)!;

test('custom fields are columns, and lines are a table with the key and the place of their record', async () => {
  expect(tableNamed('orders').columns).toEqual(['no', 'account', 'note', 'extensions.size', 'extensions.tier']);
  expect(await survey.rows('select "extensions.tier", "extensions.size" from orders order by rowid')).toEqual([
    ['Gold', '12'],
    [null, null],
    [null, null],
  ]);
  expect(await survey.rows('select "#key", "#row", item, price from "orders.lines" order by rowid')).toEqual([
    ['O1', 0n, 'P1', '1.50'],
    ['O1', 0n, 'P2', null],
  ]);
});

test('a blank is no value, and texts stay as they are', async () => {
  expect(await survey.rows('select note from orders order by rowid')).toEqual([
    ['a "quoted" text'],
    [null],
    ['two\nlines'],
  ]);
});

test('rows are counted by the objects whose ids they hold', async () => {
  const found = await countTargets(survey, 'orders', 'account', ['orders', 'billing_accounts']);
  expect(found.toSorted((a, b) => b.rows - a.rows)).toEqual([
    { objects: ['billing_accounts'], rows: 2 },
    { objects: [], rows: 1 },
  ]);
});

test('one pass counts the values of all columns of a table', async () => {
  const counts = await countValues(survey, tableNamed('orders'));
  expect(counts.find(({ column }) => column === 'note')).toEqual({
    column: 'note',
    filled: 2,
    distinct: 2,
    least: 9,
    most: 15,
    mean: 12,
  });
});

test('values that are ids of an object are counted for all columns at once', async () => {
  const probes = new Map([
    ['account', ['A1', 'A2 ', 'A9']],
    ['note', ['A1']],
    ['other', ['x y']],
  ]);
  expect(await countContained(survey, 'billing_accounts', probes)).toEqual(
    new Map([
      ['account', 2],
      ['note', 1],
    ]),
  );
});

test('uniqueness and the most frequent values are exact', async () => {
  expect(await isUnique(survey, 'orders', 'no')).toBe(true);
  expect(await isUnique(survey, 'orders.lines', '#key')).toBe(false);
  expect(await topValues(survey, 'orders.lines', '#key', 5)).toEqual([{ value: 'O1', rows: 2 }]);
});

test('an error of a query never repeats a value', async () => {
  const failure = survey.rows('select note::int from orders');
  await expect(failure).rejects.toThrow("The staged survey can't be read (Conversion Error).");
  await expect(failure).rejects.not.toThrow('quoted');
});
