import { readCreditUse } from '../../connectors/ledger/credits.ts';
import { readDocument } from '../../connectors/ledger/documents.ts';
import { findRun } from '../../connectors/ledger/runs.ts';
import type { Scope } from '../../schemas/report.ts';
import type { StoredEngagement } from '../../steps/ports.ts';
import { discover } from '../../steps/discover.ts';
import { verifyModule } from '../../steps/verify/verify-module.ts';
import { never, prepareSteps, type StepsEngagement } from '../support/steps.ts';

let steps: StepsEngagement;
let stored: StoredEngagement;
let scope: Scope;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 120 });
  const rates = "rates: { currency: GBP, fixed: '1000', perThousandRecords: '10', factor: { A: 1, B: 1.5, C: 2 } }";
  steps.edit('engagement.yml', 'conflicts: ask', `conflicts: ask\n${rates}`);
  stored = await steps.open();
  await discover(steps.ports, stored);
  const document = await readDocument(steps.ports.ledger, 'demo', { name: 'scope.json' });
  scope = JSON.parse(document?.body ?? '{}') as Scope;
});
afterAll(() => steps.close());

const recordsIn = ({ objects }: Scope): number =>
  objects.flatMap(({ routes }) => routes).reduce((sum, { rows }) => sum + rows, 0);

test('the estimate covers every record that moves, with the edition and users of the org', () => {
  const { modules, users, grade, editions } = scope.estimate;
  expect(modules.reduce((sum, one) => sum + one.records, 0)).toBe(recordsIn(scope));
  for (const { records, rest } of modules)
    expect([records === 0, rest.calls === 0]).toEqual([rest.calls === 0, records === 0]);
  expect(users).toBe(5);
  expect(editions.find(({ edition }) => edition === 'enterprise')?.dailyCredits).toBe(55_000);
  expect(grade.parts[0]?.reason).toBe('11 of 11 source objects can be read');
  expect(grade.parts[1]?.reason).toMatch(/^(\d+) of \1 fields are/);
});

test('the price follows from the rate card', () => {
  const rows = recordsIn(scope);
  const factor = { A: 1, B: 1.5, C: 2 }[scope.estimate.grade.grade];
  expect(scope.estimate.price).toEqual({ currency: 'GBP', amount: ((1_000 + rows / 100) * factor).toFixed(2) });
});

test('a load and its verification use about as many credits as estimated', async () => {
  const staging = await steps.extract('full-1');
  const { run } = await steps.load('production', 'full', staging.name);
  // A run is verified before it is closed.
  await steps.ports.ledger.query(`update run set state = 'open' where id = $1`, [
    (await findRun(steps.ports.ledger, run)).id,
  ]);
  for (const module of stored.modules) await verifyModule(steps.ports, stored, { ...run, module }, never);
  const { orgId } = stored.engagement.destination.production;
  const phases = [...stored.modules, 'verification'] as string[];
  const used = (await readCreditUse(steps.ports.ledger, orgId, 'demo')).filter(({ phase }) => phases.includes(phase));
  const credits = used.reduce((sum, one) => sum + one.credits, 0);
  expect(credits / scope.estimate.load.credits).toBeGreaterThan(0.85);
  expect(credits / scope.estimate.load.credits).toBeLessThan(1.15);
});

test('the reports of the loads of an environment add up to the calls and credits that were booked for each module', async () => {
  const { ledger } = steps.ports;
  const { orgId } = stored.engagement.destination.sandbox;
  const reported = new Map<string, { calls: number; credits: number }>();
  for (const [kind, name] of [
    ['full', 'full-7'],
    ['delta', 'delta-7'],
  ] as const) {
    const staging = await steps.extract(name);
    const { reports } = await steps.load('sandbox', kind, staging.name);
    for (const { module, calls, credits } of reports) {
      const before = reported.get(module) ?? { calls: 0, credits: 0 };
      reported.set(module, { calls: before.calls + calls, credits: before.credits + credits });
    }
    const booked = await readCreditUse(ledger, orgId, 'demo');
    expect(reported.size).toBe(stored.modules.length);
    for (const [phase, sums] of reported) expect(booked).toContainEqual({ phase, ...sums });
  }
});
