import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { parse } from 'yaml';
import { failedCalls } from '../../workers/correlation.ts';
import { createLedgerMetrics, serveMetrics } from '../../workers/ledger-metrics.ts';
import { gatherEvidence } from '../../steps/gather-evidence.ts';
import { prepareSteps, type StepsEngagement } from '../support/steps.ts';

const page = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/monitoring/${name}`, import.meta.url)), 'utf8');
const namesIn = (text: string) => new Set(text.match(/portage_\w+/g));

let steps: StepsEngagement;
beforeAll(async () => {
  steps = await prepareSteps({ accounts: 10 });
});
afterAll(() => steps.close());

const registry = () =>
  createLedgerMetrics({
    ledger: steps.ports.ledger,
    creditsLeft: () => [{ org: '1', left: 1_500 }],
    openGates: () => Promise.resolve([{ engagement: 'demo', gate: 'scope' }]),
  });

test('the endpoint has the outcomes, exceptions, credits and gates of an engagement', async () => {
  const stored = await steps.open();
  await gatherEvidence(steps.ports, stored, { gate: 'scope', run: null, staging: null, why: null });
  const { name } = await steps.extract('full-1');
  const { reports } = await steps.load('sandbox', 'full', name);
  const server = await serveMetrics(registry(), '127.0.0.1:39091', pino({ enabled: false }));
  try {
    const text = await (await fetch('http://127.0.0.1:39091/metrics')).text();
    const phase = (module: string) => `engagement="demo",environment="sandbox",run="full-1",module="${module}"`;
    for (const { module, outcomes } of reports) {
      for (const outcome of ['created', 'merged', 'excluded', 'rejected'] as const)
        if (outcomes[outcome] > 0)
          expect(text).toContain(`portage_records_total{${phase(module)},outcome="${outcome}"} ${outcomes[outcome]}\n`);
    }
    expect(text).toMatch(/portage_exceptions_open\{.*\} \d+\n/);
    expect(text).toMatch(/portage_credits_used\{org="20090000002"\} [1-9]\d*\n/);
    expect(text).toContain('portage_credits_left{org="1"} 1500\n');
    expect(text).toMatch(/portage_gate_age_seconds\{engagement="demo",gate="scope"\} \d/);
    expect(text).not.toContain('portage_phase_lag_seconds{');
  } finally {
    server.close();
  }
});

test('a ledger that can’t be read gives no metrics, and is read again at the next scrape', async () => {
  let gates = () => Promise.reject<never>(new Error('away'));
  const metrics = createLedgerMetrics({
    ledger: steps.ports.ledger,
    creditsLeft: () => [],
    openGates: () => gates(),
  });
  await expect(metrics.metrics()).rejects.toThrow('away');
  gates = () => Promise.resolve([]) as Promise<never>;
  expect(await metrics.metrics()).toContain('portage_records_total');
});

test('the dashboard, the alert rules and their page name only metrics that exist, and the page names all', () => {
  const own = registry()
    .getMetricsAsArray()
    .map(({ name }) => name);
  const existing = new Set([...own, failedCalls]);
  expect(parse(page('alerts.yml'))).toMatchObject({ groups: [{ name: 'portage' }] });
  expect(JSON.parse(page('dashboard.json'))).toMatchObject({ title: 'Portage' });
  for (const name of ['dashboard.json', 'alerts.yml', 'README.md'])
    for (const metric of namesIn(page(name))) expect(existing).toContain(metric);
  expect(namesIn(page('README.md'))).toEqual(existing);
});
