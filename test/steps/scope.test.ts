import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PhaseReport, Scope } from '../../schemas/report.ts';
import { discover } from '../../steps/discover.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let scope: Scope;
let reports: PhaseReport[];
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 20 });
  // Files hang on subscribers, among others.
  const left = 'exclude: [{ when: { field: subscriber_no, matches: "[02468]$" }, reason: old }]';
  steps.edit('mapping.yml', /object: subscribers$/gm, `object: subscribers\n        ${left}`);
  // The demo leaves out test accounts and interactions that are neither calls nor meetings.
  const stored = await steps.open();
  await discover(steps.ports, stored);
  scope = JSON.parse(readFileSync(join(steps.folder, 'documents/scope.json'), 'utf8')) as Scope;
  const { name } = await steps.extract('full-1');
  ({ reports } = await steps.load('sandbox', 'full', name));
});
afterAll(() => steps.close());

const byObject = (counts: [object: string, rows: number][]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [object, rows] of counts) sums[object] = (sums[object] ?? 0) + rows;
  return Object.fromEntries(Object.entries(sums).toSorted());
};
const loaded = () => reports.flatMap(({ objects }) => objects);

test('the scope counts the rows of each object that a load then has, and no other object is loaded', () => {
  expect(byObject(scope.objects.map(({ object, rows }) => [object, rows]))).toEqual(
    byObject(loaded().map(({ object, extracted }) => [object, extracted])),
  );
  expect(scope.kept.map(({ object }) => object)).toEqual([]);
});

test('the scope counts what a load excludes', () => {
  const excluded = byObject(loaded().map(({ object, outcomes }) => [object, outcomes.excluded]));
  expect(Object.values(excluded).some((rows) => rows > 0)).toBe(true);
  expect(
    byObject(scope.objects.map(({ object, leftOut }) => [object, leftOut.reduce((sum, { rows }) => sum + rows, 0)])),
  ).toEqual(excluded);
});

test('the scope divides the rows of an object among modules as a load does', () => {
  const routed = (module: string) =>
    scope.objects.find(({ object }) => object === 'orders')?.routes.find((one) => one.module === module)?.rows;
  for (const { module, objects } of reports.filter(({ module: name }) => name.endsWith('_Orders')))
    expect(routed(module)).toBe(objects.reduce((sum, { extracted }) => sum + extracted, 0));
});

test('the scope counts what a load rejects, with the files whose record is not loaded', () => {
  const kept = scope.quality.objects.map(({ object, blocked, dependants }): [string, number] => [
    object,
    blocked + dependants,
  ]);
  const rejected = byObject(loaded().map(({ object, outcomes }) => [object, outcomes.rejected]));
  expect(byObject(kept)).toEqual(rejected);
  expect(rejected['documents']).toBeGreaterThan(0);
});
