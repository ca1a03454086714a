import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createLocalStaging } from '../../../connectors/staging/local.ts';
import { openFindings, type Findings } from '../../../connectors/staging/survey-findings.ts';
import { noteRepeated } from '../../../connectors/staging/survey-keys.ts';
import type { Survey } from '../../../connectors/staging/survey-database.ts';
import { noteRoutes, type RoutedGroup } from '../../../connectors/staging/survey-lost.ts';
import { openSurvey } from '../../../connectors/staging/survey.ts';
import { takes } from '../../../domain/quality/conditions.ts';
import { judgedValues, type Search } from '../../../domain/quality/rule.ts';
import type { Dependency } from '../../../domain/quality/settings.ts';
import type { ExtractedObject } from '../../../schemas/terms.ts';

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
    documents: 'no,kind,owner\nD1,subscribers,S1\nD2,orders,O1\nD3,subscribers,O1\nD4,plans,S1\n',
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

// eslint-disable-next-line @typescript-eslint/require-await
async function* groups(...rows: RoutedGroup[]): AsyncGenerator<RoutedGroup> {
  yield* rows;
}

const accounts = (where: string, more: Partial<Search> = {}): Search => ({
  table: 'billing_accounts',
  object: 'billing_accounts',
  field: 'name',
  where,
  ...more,
});
const dependency = (object: ExtractedObject, name: string, ...parents: ExtractedObject[]): Dependency => ({
  ...{ object, table: object, columns: [name], parents },
  named: null,
});
const dependencies: Dependency[] = [
  dependency('billing_accounts', 'parent', 'billing_accounts'),
  dependency('subscribers', 'account', 'billing_accounts'),
  dependency('orders', 'account', 'billing_accounts'),
  // None of them is part of this survey.
  dependency('invoices', 'account', 'billing_accounts'),
  dependency('orders', 'contact', 'subscribers'),
  dependency('orders', 'account', 'contacts'),
];
const files: Dependency[] = (['subscribers', 'orders'] as const).map((parent) => ({
  ...dependency('documents', 'owner', parent),
  named: 'kind',
}));

test('rows that meet a condition are counted, with the ids of a few, and a row without an id by its place', async () => {
  await found.add('DQ02', accounts('name > $$B$$'), true);
  expect(await found.of('DQ02')).toEqual({
    rows: 3,
    blocked: 3,
    findings: [{ object: 'billing_accounts', field: 'name', detail: null, rows: 3, samples: ['A2', 'A3', 'row 4'] }],
  });
  expect(await found.of('DQ03')).toEqual({ rows: 0, blocked: 0, findings: [] });
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

  await survey.run(
    'create table many as select x::varchar as x, x::varchar as "#key", x as "#row" from range(2000) t(x)',
  );
  const many = { table: 'many', object: 'orders' as const, field: 'x', where: `x in ${judgedValues}` };
  await found.add('DQ26', { ...many, judged: { column: 'x', choose } }, false);
  expect((await found.of('DQ26')).rows).toBe(0);
});

test('what nearly all rows have is counted and not listed', async () => {
  await found.add('DQ13', accounts('name is not null', { isGeneral: true, detail: 'no zone' }), false);
  await found.add('DQ13', accounts('name is null', { isGeneral: true }), false);
  expect(await found.of('DQ13')).toEqual({
    rows: 4,
    blocked: 0,
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
  await survey.run(
    'create table "orders.lines" as select * from (values ($$O1$$, 0), ($$O1$$, 0), ($$O2$$, 1)) t("#key", "#row")',
  );
  const inField = { table: 'orders', object: 'orders' as const, field: 'no', where: '"no" = $$O1$$' };
  await found.add('DQ21', inField, false);
  await found.add('DQ21', { ...inField, table: 'orders.lines', field: 'lines.price', where: 'true' }, false);
  expect((await found.of('DQ21')).rows).toBe(2);
});

test('a record that one of its findings keeps from the load counts as blocked, once', async () => {
  await found.add('DQ02', accounts('name in ($$Ann$$, $$Bea$$)'), false);
  await found.add('DQ02', accounts('name = $$Ann$$', { detail: 'twice' }), true);
  expect(await found.of('DQ02')).toMatchObject({ rows: 2, blocked: 1 });
});

test('a line is of the row that it is in, where several have the same id', async () => {
  await survey.run('insert into orders values ($$O1$$, $$A2$$, $$O1$$)');
  await survey.run('create table "orders.lines" as select * from (values ($$O1$$, 0), ($$O1$$, 2)) t("#key", "#row")');
  await noteRepeated(survey);
  const search = { table: 'orders.lines', object: 'orders' as const, field: 'lines', where: '"#row" = 2' };
  await found.add('DQ22', search, true);
  // The first row with the id is loaded: only the second one is lost.
  expect(await survey.rows('select record, place from hit')).toEqual([[' row 3', 2n]]);
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

test('a file is not loaded without the record that its row names', async () => {
  await found.add('DQ02', accounts('name = $$Ann$$'), true);
  // A1 is lost, and with it S1, A2, S2 and O1. O1 is no subscriber, and nothing is known of plans.
  const lost = await found.blockedBy(null, [...dependencies, ...files]);
  expect(lost).toContainEqual({ object: 'documents', blocked: 0, dependants: 2 });
  expect(await found.blockedBy('DQ02', [...dependencies, ...files])).toEqual(lost);
});

test('what refers to a record that the mapping leaves out is not loaded, whatever the rules find', async () => {
  await noteRoutes(survey, 'billing_accounts', ['name', 'parent'], groups(['Ann', '', '']));
  await found.add('DQ02', accounts('name in ($$Ann$$, $$Cid$$)'), true);
  expect(await found.blockedBy(null, [...dependencies, ...files])).toEqual([
    // A1 itself is left out, not blocked.
    { object: 'billing_accounts', blocked: 1, dependants: 1 },
    { object: 'documents', blocked: 0, dependants: 2 },
    { object: 'orders', blocked: 0, dependants: 2 },
    { object: 'subscribers', blocked: 0, dependants: 3 },
  ]);
  // Only A3 and what refers to it would be loaded.
  expect(await found.blockedBy('DQ02', [...dependencies, ...files])).toEqual([
    { object: 'billing_accounts', blocked: 1, dependants: 0 },
    { object: 'orders', blocked: 0, dependants: 1 },
    { object: 'subscribers', blocked: 0, dependants: 1 },
  ]);
});

test('files of an object that no module loads stay behind', async () => {
  await noteRoutes(survey, 'subscribers', [], groups(['']));
  expect(await found.blockedBy(null, files)).toEqual([{ object: 'documents', blocked: 0, dependants: 1 }]);
});

test('where a value can be an id of several objects, one that is loaded is enough', async () => {
  await noteRoutes(survey, 'subscribers', [], groups(['']));
  const either = { ...dependency('documents', 'owner', 'subscribers', 'orders') };
  // O1 is an order.
  expect(await found.blockedBy(null, [either])).toEqual([{ object: 'documents', blocked: 0, dependants: 2 }]);
});

test('a record that repeats an id is lost, and what refers to the first one with the id is not', async () => {
  await survey.run(
    `insert into billing_accounts values ('A1', null, 'Ann again', 'A1'), ('A1', null, 'and again', 'A1')`,
  );
  await noteRepeated(survey);
  await found.add('DQ01', accounts('name in ($$Ann again$$, $$and again$$)'), true);
  expect(await found.blockedBy(null, dependencies)).toEqual([
    { object: 'billing_accounts', blocked: 2, dependants: 0 },
  ]);
  expect(await found.blockedBy('DQ01', dependencies)).toEqual([
    { object: 'billing_accounts', blocked: 2, dependants: 0 },
  ]);
});

test('a record that repeats an id is rejected, even if the mapping leaves it out', async () => {
  await survey.run(`insert into billing_accounts values ('A1', null, 'Ann again', 'A1')`);
  await noteRepeated(survey);
  await noteRoutes(survey, 'billing_accounts', ['name'], groups(['Ann again', '']));
  await found.add('DQ01', accounts('name = $$Ann again$$'), true);
  expect(await found.blockedBy(null, dependencies)).toEqual([
    { object: 'billing_accounts', blocked: 1, dependants: 0 },
  ]);
});

test('the route of each record is noted', async () => {
  await noteRoutes(survey, 'billing_accounts', ['name'], groups(['Ann', '0'], ['Bea', '1'], ['Cid', '1']));
  await found.add('DQ39', accounts(takes('billing_accounts', 1, 'rowid')), true);
  expect((await found.of('DQ39')).findings[0]?.samples).toEqual(['A2', 'A3']);
});

test('all that was found is written to staging, sorted by record', async () => {
  await found.add('DQ11', accounts('name = $$Bea$$', { detail: 'broken' }), false);
  await found.add('DQ02', accounts('name = $$Ann$$', { field: null }), true);
  await found.write(staging(), 'findings.csv');
  expect(await readFile(join(folder, 'findings.csv'), 'utf8')).toBe(
    'object,id,rule,field,detail\nbilling_accounts,A1,DQ02,,\nbilling_accounts,A2,DQ11,name,broken\n',
  );
});
