import { writeFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { decideDuplicates } from '../../../connectors/ledger/decide-duplicates.ts';
import {
  countClusters,
  digestOfClusters,
  listCertain,
  listClusters,
  sumDuplicates,
} from '../../../connectors/ledger/duplicates.ts';
import type { DuplicateCluster, DuplicateDecision } from '../../../schemas/duplicates.ts';
import type { LoadedObject } from '../../../schemas/terms.ts';
import { storePossibleDuplicates } from '../../../steps/discovery/store-duplicates.ts';
import { openGuard } from '../../../steps/guard.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { transform } from '../../../steps/transform/transform.ts';
import type { StoredEngagement } from '../../../steps/ports.ts';
import { verifyModule } from '../../../steps/verify/verify-module.ts';
import { clusterOf, surveyWith } from '../../support/duplicates.ts';
import { runOutcomes } from '../../support/compare.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

const profile = `kind: files
folder: delivery
system: north-1
timeZone: Europe/London
objects:
  billing_accounts:
    key: no
    files: accounts.jsonl
    format: jsonl
    fields: { no: no, name: name, tax: tax }
  subscribers:
    key: no
    files: subscribers.jsonl
    format: jsonl
    fields: { no: no, account: account, kind: kind, name: name }
  service_plans:
    key: no
    files: plans.jsonl
    format: jsonl
    fields: { no: no, name: name }
  orders:
    key: no
    files: orders.jsonl
    format: jsonl
    fields: { no: no, account: account, lines: lines }
`;
const mapping = `version: 1
phoneRegion: GB
currency: GBP
modules:
  Accounts:
    sources:
      - object: billing_accounts
        dedupe: [[tax]]
        fields:
          Account_Name: { from: name, required: true }
      - object: subscribers
        route: { field: kind, in: [BUS] }
        fields:
          Account_Name: { from: name, required: true }
  Contacts:
    sources:
      - object: subscribers
        fields:
          Last_Name: { from: name, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
  Products:
    sources:
      - object: service_plans
        fields: { Product_Name: { from: name, required: true } }
  Sales_Orders:
    sources:
      - object: orders
        fields:
          Subject: { from: no, required: true }
          Account_Name: { from: account, lookup: billing_accounts, required: true }
        lines:
          from: lines
          into: Ordered_Items
          fields:
            Product_Name: { from: plan, lookup: service_plans, required: true }
            Quantity: { from: quantity, transforms: [decimal], required: true }
            List_Price: { from: price, transforms: [money], required: true }
`;
const order = (no: string, account: string) => ({
  no,
  account,
  lines: '[{"plan":"P1","quantity":"1","price":"10.00"}]',
});
const delivery = (): Record<string, object[]> => ({
  accounts: [
    { no: 'A2', name: 'Kovacs, Anna', tax: '' },
    { no: 'A1', name: 'Anna Kovacs', tax: 'T1' },
    { no: 'A3', name: 'Beech Ltd', tax: 'T3' },
    { no: 'A4', name: 'Beech Limited', tax: 'T3' },
    { no: 'A5', name: 'Cedar One', tax: '' },
    { no: 'A6', name: 'Cedar 1', tax: '' },
    { no: 'A7', name: 'Cedar', tax: '' },
    { no: 'A8', name: 'Dogwood', tax: '' },
    { no: 'A9', name: 'Dog Wood', tax: '' },
  ],
  subscribers: [
    { no: 'S1', account: 'A1', kind: 'RES', name: 'Elm' },
    { no: 'S2', account: 'A1', kind: 'BUS', name: 'Elm' },
  ],
  plans: [{ no: 'P1', name: 'Talk' }],
  orders: [order('O1', 'A1'), order('O2', 'A2'), order('O3', 'A4'), order('O9', 'A9')],
});

let steps: StepsEngagement;
let stored: StoredEngagement;

beforeEach(async () => {
  steps = await prepareSteps({ accounts: 1 });
  writeFileSync(join(steps.folder, 'source.yml'), profile);
  writeFileSync(join(steps.folder, 'mapping.yml'), mapping);
  mkdirSync(join(steps.folder, 'delivery'));
  put(delivery());
  stored = await steps.open();
});
afterEach(() => steps.close());

function put(rows: Record<string, object[]>): void {
  for (const [name, all] of Object.entries(rows))
    writeFileSync(
      join(steps.folder, 'delivery', `${name}.jsonl`),
      all.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
}

const cluster = (object: LoadedObject, ...ids: string[]) => clusterOf(object, ids);
const survey = (...clusters: DuplicateCluster[]) => surveyWith(steps, stored, clusters);

const ada = { by: 'ada@northwind.example', role: 'admin', proof: null };
const states = async () =>
  (await listClusters(steps.ports.ledger, 'demo', {}, { after: null, most: 9 })).map(({ ids, state }) => [
    ids.join('+'),
    state,
  ]);
const decide = (ids: string, decision: DuplicateDecision, object: LoadedObject = 'billing_accounts') =>
  steps.ports.ledger.transaction((client) =>
    decideDuplicates(client, 'demo', { choice: { cluster: `${object}/${ids}` }, decision, comment: '' }, ada),
  );

const outcomesOf = async (run: string) =>
  Object.fromEntries(
    (await runOutcomes(steps.ports.ledger, 'sandbox', run)).map(({ key, outcome, reason }) => [
      key.replace('north-1:', ''),
      reason ? `${outcome}: ${reason}` : outcome,
    ]),
  );
const recordOf = (module: string, key: string) =>
  steps.state('sandbox')[module]?.records.find((one) => one['Portage_Key'] === `north-1:${key}`);
const issues = (run: string, module: string) =>
  readFileSync(join(steps.folder, 'documents', `issues-sandbox-${run}-${module}.csv`), 'utf8');
const verified = async (run: string) => {
  for (const module of stored.modules) {
    const about = { engagement: 'demo', environment: 'sandbox', run, module } as const;
    expect(await verifyModule(steps.ports, stored, about, never)).toEqual({ agrees: true });
  }
};
const byPeople = 'merged: duplicate of another record, as people decided';

test('accepted duplicates are merged, their orders hang on the survivor, and equal ones that people keep apart stay apart', async () => {
  await survey(
    cluster('billing_accounts', 'A1', 'A2'),
    cluster('billing_accounts', 'A3', 'A4'),
    cluster('billing_accounts', 'A5', 'A6', 'A7'),
  );
  await decide('A1+A2', { decision: 'accept' });
  await decide('A3+A4', { decision: 'ignore' });
  await decide('A5+A6+A7', { decision: 'split', groups: [['A5', 'A7']] });
  const { name } = await steps.extract('full-1');
  const { reports } = await steps.load('sandbox', 'full', name);
  expect(reports.flatMap(({ gaps }) => gaps)).toEqual([]);
  expect(await outcomesOf('full-1')).toMatchObject({
    'billing_accounts:A1': 'created',
    'billing_accounts:A2': byPeople,
    'billing_accounts:A3': 'created',
    'billing_accounts:A4': 'created',
    'billing_accounts:A5': 'created',
    'billing_accounts:A6': 'created',
    'billing_accounts:A7': byPeople,
  });
  const survivor = recordOf('Accounts', 'billing_accounts:A1')?.['id'];
  expect(recordOf('Sales_Orders', 'orders:O2')).toMatchObject({ Account_Name: survivor });
  expect(recordOf('Sales_Orders', 'orders:O3')).toMatchObject({
    Account_Name: recordOf('Accounts', 'billing_accounts:A4')?.['id'],
  });
  const remarks = reports.find(({ module }) => module === 'Accounts')?.remarks;
  expect(remarks).toContainEqual({ field: 'dedupe', rule: expect.stringMatching(/^kept apart:/), count: 2 });
  expect(issues('full-1', 'Accounts')).toContain('north-1:billing_accounts:A3,loaded,dedupe,');
  await verified('full-1');
});

test('a group across routes is not merged, and each of its records says why', async () => {
  await survey(cluster('subscribers', 'S1', 'S2'));
  await decide('S1+S2', { decision: 'accept' }, 'subscribers');
  const { name } = await steps.extract('full-1');
  const { reports } = await steps.load('sandbox', 'full', name);
  const outcomes = await outcomesOf('full-1');
  expect([outcomes['subscribers:S1'], outcomes['subscribers:S2']]).toEqual(['created', 'created']);
  for (const module of ['Accounts', 'Contacts'])
    expect(reports.find((one) => one.module === module)?.remarks).toContainEqual({
      ...{ field: 'dedupe', count: 1 },
      rule: expect.stringContaining('takes another route'),
    });
});

test('a decision between two loads changes the merge groups of loaded records, and their orders follow', async () => {
  await survey(cluster('billing_accounts', 'A1', 'A2'), cluster('billing_accounts', 'A8', 'A9'));
  await decide('A1+A2', { decision: 'accept' });
  const first = await steps.extract('full-1');
  await steps.load('sandbox', 'full', first.name);
  expect(recordOf('Accounts', 'billing_accounts:A9')).toBeDefined();

  await decide('A1+A2', { decision: 'ignore' });
  await decide('A8+A9', { decision: 'accept' });
  const second = await steps.extract('delta-1');
  expect(second.digest).not.toBe(first.digest);
  const { reports } = await steps.load('sandbox', 'delta', second.name);
  expect(reports.flatMap(({ gaps }) => gaps)).toEqual([]);
  expect(await outcomesOf('delta-1')).toMatchObject({
    'billing_accounts:A2': 'created',
    'billing_accounts:A9': byPeople,
  });
  expect(recordOf('Sales_Orders', 'orders:O2')).toMatchObject({
    Account_Name: recordOf('Accounts', 'billing_accounts:A2')?.['id'],
  });
  expect(recordOf('Sales_Orders', 'orders:O9')).toMatchObject({
    Account_Name: recordOf('Accounts', 'billing_accounts:A8')?.['id'],
  });
  await verified('delta-1');
});

test('a load that has begun keeps the decisions that it began with', async () => {
  await survey(cluster('billing_accounts', 'A1', 'A2'));
  await decide('A1+A2', { decision: 'accept' });
  const { name } = await steps.extract('full-1');
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  const broken = { ...steps.ports, staging: { ...steps.ports.staging, read: () => Readable.from([]) } };
  await expect(transform(broken, stored, { ...run, kind: 'full', staging: name })).rejects.toThrow();
  await decide('A1+A2', { decision: 'ignore' });
  await transform(steps.ports, stored, { ...run, kind: 'full', staging: name });
  expect(await outcomesOf('full-1')).toMatchObject({ 'billing_accounts:A2': byPeople });
});

test('a decision outlives the survey, and a cluster that gained a member is open again', async () => {
  await survey(cluster('billing_accounts', 'A1', 'A2'), cluster('billing_accounts', 'A5', 'A6'));
  await decide('A1+A2', { decision: 'accept' });
  await decide('A5+A6', { decision: 'ignore' });
  await survey(cluster('billing_accounts', 'A1', 'A2'), cluster('billing_accounts', 'A5', 'A6', 'A7'));
  expect(await states()).toEqual([
    ['A1+A2', 'accept'],
    ['A5+A6+A7', 'open'],
  ]);
  expect(await decide('A5+A6', { decision: 'accept' })).toMatchObject({
    counted: false,
    why: expect.stringMatching(/members have changed .* Nothing was changed\.$/),
  });
});

test('the mapping document says how many possible duplicates wait for a decision', async () => {
  await survey(cluster('billing_accounts', 'A1', 'A2'), cluster('billing_accounts', 'A3', 'A4'));
  await decide('A3+A4', { decision: 'ignore' });
  await proposeMapping(steps.ports, { engagement: 'demo', file: join(steps.folder, 'engagement.yml') });
  expect(readFileSync(join(steps.folder, 'documents', 'mapping.md'), 'utf8')).toContain(
    '2 groups of possible duplicates: 1 without a decision, 0 accepted as one record, 1 kept apart.',
  );
});

test('without a search, nothing is known about possible duplicates', async () => {
  const about = { files: [], guard: await openGuard(steps.ports, stored), takenAt: '2026-11-27T08:00:00Z' };
  expect(await storePossibleDuplicates(steps.ports, stored, about)).toBeNull();
  expect(await countClusters(steps.ports.ledger, 'demo')).toBeNull();
});

test('without a secret to hash ids with, a group whose ids must not be shown is left out and counted', async () => {
  steps.edit('mapping.yml', 'currency: GBP', 'currency: GBP\nhashKeys: [billing_accounts]');
  stored = await steps.open();
  const ports = { ...steps.ports, fingerprintSecret: null };
  await surveyWith({ ports }, stored, [
    clusterOf('billing_accounts', ['A1', 'A2']),
    clusterOf('subscribers', ['S1', 'S2']),
  ]);
  expect((await listClusters(ports.ledger, 'demo', {}, { after: null, most: 9 })).map(({ ids }) => ids)).toEqual([
    ['S1', 'S2'],
  ]);
  expect(await sumDuplicates(ports.ledger, 'demo')).toMatchObject({ clusters: 1, withheld: 1 });
});

test('a decision about all certain groups leaves out one with members that people keep apart', async () => {
  await survey(clusterOf('billing_accounts', ['A5', 'A6']));
  await decide('A5+A6', { decision: 'ignore' });
  await survey(
    clusterOf('billing_accounts', ['A5', 'A6', 'A7'], 'certain'),
    clusterOf('billing_accounts', ['A8', 'A9'], 'certain'),
  );
  const { ledger } = steps.ports;
  const seen = await ledger.withClient((client) => listCertain(client, 'demo', 'billing_accounts'));
  expect(seen.map(({ ids }) => ids)).toEqual([['A8', 'A9']]);
  const choice = { object: 'billing_accounts', tier: 'certain', digest: digestOfClusters(seen) } as const;
  const verdict = await ledger.transaction((client) =>
    decideDuplicates(client, 'demo', { choice, decision: { decision: 'accept' }, comment: '' }, ada),
  );
  expect(verdict).toEqual({ counted: true, count: 1 });
  expect(await states()).toEqual([
    ['A5+A6+A7', 'open'],
    ['A8+A9', 'accept'],
  ]);
});

test('a decision still counts when the mapping hashes the ids afterwards', async () => {
  await survey(cluster('billing_accounts', 'A1', 'A2'));
  await decide('A1+A2', { decision: 'accept' });
  steps.edit('mapping.yml', 'currency: GBP', 'currency: GBP\nhashKeys: [billing_accounts]');
  stored = await steps.open();
  const { name } = await steps.extract('full-1');
  const run = { engagement: 'demo', environment: 'sandbox', run: 'full-1' } as const;
  await transform(steps.ports, stored, { ...run, kind: 'full', staging: name });
  const outcomes = Object.entries(await outcomesOf('full-1'));
  expect(
    outcomes.filter(([key, outcome]) => key.startsWith('billing_accounts:K') && outcome === byPeople),
  ).toHaveLength(1);
});
