import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { openFindings, type Dependency, type Findings } from '../../../connectors/staging/survey-findings.ts';
import type { Survey } from '../../../connectors/staging/survey-database.ts';
import { openSurvey } from '../../../connectors/staging/survey.ts';
import { judgedValues, type Search } from '../../../domain/quality/rule.ts';

let folder: string;
let survey: Survey;
let found: Findings;
const staging = () => createLocalStaging(folder);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portage-findings-'));
  const files = {
    billing_accounts: 'no,parent,name\nA1,,Ann\nA2,A1,Bea\nA3,,Cid\n,,Dan\n',
    subscribers: 'no,account\nS1,A1\nS2,A2\nS3,A3\n',
    orders: 'no,account\nO1,A2\nO2,A3\n',
  };
  for (const [object, csv] of Object.entries(files)) await staging().write(`${object}.csv`, Readable.from([csv]));
  survey = await openSurvey(
    staging(),
    (Object.keys(files) as (keyof typeof files)[]).map((object) => ({
      object,
      path: `${object}.csv`,
      columns: files[object].split('\n')[0]!.split(','),
      key: 'no',
    })),
  );
  found = await openFindings(survey);
});
afterEach(async () => {
  await survey.close();
  await rm(folder, { recursive: true });
});

const accounts = (where: string, more: Partial<Search> = {}): Search => ({
  table: 'billing_accounts',
  object: 'billing_accounts',
  field: 'name',
  where,
  ...more,
});
const dependencies: Dependency[] = [
  { object: 'billing_accounts', column: 'parent', parent: 'billing_accounts' },
  { object: 'subscribers', column: 'account', parent: 'billing_accounts' },
  { object: 'orders', column: 'account', parent: 'billing_accounts' },
  // Neither is part of this survey.
  { object: 'invoices', column: 'account', parent: 'billing_accounts' },
  { object: 'orders', column: 'contact', parent: 'subscribers' },
];

test('rows that meet a condition are counted, with the ids of a few, and a row without an id by its place', async () => {
  await found.add('DQ02', accounts('name > $$B$$'), true);
  expect(await found.of('DQ02')).toEqual({
    rows: 3,
    findings: [{ object: 'billing_accounts', field: 'name', detail: null, rows: 3, samples: ['A2', 'A3', 'row 4'] }],
  });
  expect(await found.of('DQ03')).toEqual({ rows: 0, findings: [] });
});

test('values that SQL can’t judge are judged one by one, and only those that are worth it', async () => {
  const seen: string[] = [];
  const isFound = (value: string) => (seen.push(value), value === 'Bea');
  await found.add(
    'DQ11',
    accounts(`name in ${judgedValues}`, { judged: { column: 'name', among: 'name < $$D$$', isFound } }),
    false,
  );
  expect(seen.toSorted()).toEqual(['Ann', 'Bea', 'Cid']);
  expect((await found.of('DQ11')).findings[0]?.samples).toEqual(['A2']);
});

test('few values are judged all together, and too many not at all', async () => {
  const choose = (values: { value: string; rows: number }[]) => values.map(({ value }) => value).slice(0, 1);
  await found.add('DQ25', accounts(`name in ${judgedValues}`, { judged: { column: 'name', choose } }), false);
  expect((await found.of('DQ25')).findings[0]?.samples).toEqual(['A1']);

  await survey.run('create table many as select x::varchar as x, x::varchar as "#key" from range(2000) t(x)');
  const many = { table: 'many', object: 'orders' as const, field: 'x', where: `x in ${judgedValues}` };
  await found.add('DQ26', { ...many, judged: { column: 'x', choose } }, false);
  expect((await found.of('DQ26')).rows).toBe(0);
});

test('what nearly all rows have is counted and not listed', async () => {
  await found.add('DQ13', accounts('name is not null', { isGeneral: true, detail: 'no zone' }), false);
  await found.add('DQ13', accounts('name is null', { isGeneral: true }), false);
  expect(await found.of('DQ13')).toEqual({
    rows: 4,
    findings: [{ object: 'billing_accounts', field: 'name', detail: 'no zone', rows: 4, samples: [] }],
  });
});

test('what nearly all rows of several objects have is counted for each of them', async () => {
  await found.add('DQ13', accounts('name is not null', { isGeneral: true }), false);
  await found.add('DQ13', accounts('no is not null', { isGeneral: true, field: 'no' }), false);
  const orders = { table: 'orders', object: 'orders' as const, field: 'no', where: 'true', isGeneral: true };
  await found.add('DQ13', orders, false);
  expect((await found.of('DQ13')).rows).toBe(6);
});

test('a record that is found in a field and in its lines is counted once', async () => {
  await survey.run('create table "orders.lines" as select * from (values ($$O1$$), ($$O1$$), ($$O2$$)) t("#key")');
  const inField = { table: 'orders', object: 'orders' as const, field: 'no', where: '"no" = $$O1$$' };
  await found.add('DQ21', inField, false);
  await found.add('DQ21', { ...inField, table: 'orders.lines', field: 'lines.price', where: 'true' }, false);
  expect((await found.of('DQ21')).rows).toBe(2);
});

test('correcting one rule adds its records, and those that can’t be loaded without them', async () => {
  await found.add('DQ02', accounts('name in ($$Ann$$, $$Cid$$)'), true);
  await found.add('DQ15', accounts('name = $$Cid$$'), true);
  // A3 is blocked by both rules. A1 is the parent of A2; S1, S2 and O1 refer to them.
  expect(await found.blockedBy('DQ02', dependencies)).toEqual([
    { object: 'billing_accounts', blocked: 1, dependants: 1 },
    { object: 'orders', blocked: 0, dependants: 1 },
    { object: 'subscribers', blocked: 0, dependants: 2 },
  ]);
  expect(await found.blockedBy('DQ15', dependencies)).toEqual([]);
  expect(await found.blockedBy(null, dependencies)).toEqual([
    { object: 'billing_accounts', blocked: 2, dependants: 1 },
    { object: 'orders', blocked: 0, dependants: 2 },
    { object: 'subscribers', blocked: 0, dependants: 3 },
  ]);
});

test('all that was found is written to staging, sorted by record', async () => {
  await found.add('DQ11', accounts('name = $$Bea$$', { detail: 'broken' }), false);
  await found.add('DQ02', accounts('name = $$Ann$$', { field: null }), true);
  await found.write(staging(), 'findings.csv');
  expect(await readFile(join(folder, 'findings.csv'), 'utf8')).toBe(
    'object,id,rule,field,detail\nbilling_accounts,A1,DQ02,,\nbilling_accounts,A2,DQ11,name,broken\n',
  );
});
