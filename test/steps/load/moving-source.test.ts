import { changeOn, type MadeChange } from '../../../emulators/bss/live/writer.ts';
import { compareContent, type ComparisonReport, type Sides } from '../../../emulators/comparison/report.ts';
import { readSource } from '../../../emulators/comparison/source.ts';
import { readZoho } from '../../../emulators/comparison/zoho.ts';
import { prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** The source changes before the load, during it, and before the delta. */
let steps: StepsEngagement;
let before: Sides;
let changes: AsyncGenerator<MadeChange>;
const made: MadeChange[] = [];
const stopping = new AbortController();

const org = () => ({ url: steps.emulator.url, org: '20090000001' });

async function change(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) {
    const next = await changes.next();
    if (!next.done) made.push(next.value);
  }
}

async function compare(): Promise<ComparisonReport> {
  const { state, users } = await readZoho(org());
  const now = { source: await readSource(steps.sourceUrl), state };
  const removed = made.flatMap((one) => one.removed);
  return compareContent({ before, now, users, defects: steps.answers.defects, removed });
}

beforeAll(async () => {
  steps = await prepareSteps({ accounts: 40 });
  await steps.open();
  before = { source: await readSource(steps.sourceUrl), state: (await readZoho(org())).state };
  changes = changeOn({ url: steps.sourceUrl, seed: 1, pauseMs: 0 }, stopping.signal);
  await change(15);
  const staging = await steps.extract('full-1');
  await change(30);
  await steps.load('production', 'full', staging.name);
  await change(30);
  await steps.load('production', 'delta', (await steps.extract('delta-1')).name);
});
afterAll(async () => {
  stopping.abort();
  await changes.return(undefined);
  await steps.close();
});

test('the writer makes every kind of change', () => {
  expect(new Set(made.map(({ what }) => what)).size).toBe(16);
  expect(made.flatMap(({ removed }) => removed).map(({ object }) => object)).toEqual(
    expect.arrayContaining(['billing_accounts', 'subscribers', 'orders', 'invoices']),
  );
});

test('after the delta, Zoho is equal to the source, and only records of deleted rows stay', async () => {
  const report = await compare();
  expect(report.differences).toEqual([]);
  expect(report.staying).toBeGreaterThan(0);
  const state = steps.state('production');
  const keyed = Object.keys(report.modules).flatMap((module) => state[module]?.records ?? []);
  expect(keyed).toHaveLength(report.records + report.staying);
  expect(report.fields).toBeGreaterThan(report.records * 5);
});

test('a change that no delta has seen is a difference', async () => {
  await change(1);
  const last = made.at(-1);
  const { differing, differences } = await compare();
  expect({ what: last?.what, isSeen: differing > 0 && differences.length > 0 }).toEqual({
    what: last?.what,
    isSeen: true,
  });
});
