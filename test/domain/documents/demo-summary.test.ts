import { demoSummary } from '../../../domain/documents/demo-summary.ts';
import type { FinalReport, LoadReport } from '../../../schemas/report.ts';
import { phaseReport } from './phase-report.ts';

const run: LoadReport = {
  run: 'full-1',
  kind: 'full',
  seconds: 60,
  calls: 246,
  credits: 1_230,
  modules: [phaseReport()],
  verify: null,
};
const report: FinalReport = {
  engagement: 'demo',
  customer: 'Demo',
  closedAt: '2026-03-02T18:00:00Z',
  identityClosed: true,
  verified: true,
  environments: { sandbox: [run], production: [run] },
  withheld: [],
  creditUse: {
    sandbox: [{ phase: 'Contacts', calls: 246, credits: 1_230 }],
    production: [
      { phase: 'Contacts', calls: 246, credits: 1_230 },
      { phase: 'verification', calls: 20, credits: 20 },
    ],
  },
  bodiesScanned: 0,
  documents: [],
};
const ended = { state: 'closed', seconds: 90 } as const;

test("each module has its outcomes, the extracted count and Zoho's count", () => {
  const summary = demoSummary(report, ended);
  expect(summary).toMatchObject({ engagement: 'demo', state: 'closed', seconds: 90, credits: 2_480, documents: [] });
  expect(summary.environments['sandbox']).toEqual({
    run: 'full-1',
    modules: [
      {
        module: 'Contacts',
        extracted: 12_300,
        ...phaseReport().outcomes,
        destination: 12_105,
        identityClosed: true,
        seconds: 61.4,
        recordsPerSecond: 200,
        calls: 246,
        credits: 1_230,
      },
    ],
  });
});

test('the last full run of an environment is shown, not a delta', () => {
  const runs: LoadReport[] = [run, { ...run, run: 'full-2' }, { ...run, run: 'delta-1', kind: 'delta' }];
  const summary = demoSummary({ ...report, environments: { sandbox: runs, production: [] } }, ended);
  expect(summary.environments).toEqual({ sandbox: expect.objectContaining({ run: 'full-2' }) as unknown });
});

test('the count identity is not closed if one phase is not closed', () => {
  const open = { ...run, modules: [phaseReport(), phaseReport({ identityClosed: false })] };
  expect(demoSummary({ ...report, environments: { sandbox: [open] } }, ended).identityClosed).toBe(false);
  expect(demoSummary({ ...report, identityClosed: false }, ended).identityClosed).toBe(false);
});

test('the count identity is not closed if nothing was loaded', () => {
  expect(demoSummary({ ...report, environments: {} }, ended).identityClosed).toBe(false);
  expect(demoSummary(report, ended).identityClosed).toBe(true);
});

test('one phase that closes is enough', () => {
  expect(demoSummary({ ...report, environments: { sandbox: [run] } }, ended).identityClosed).toBe(true);
});
