import { exceptionsText, summariseLoad, type SummarisedLoad } from '../../../domain/documents/gate-summary.ts';
import type { LoadReport, VerifyReport } from '../../../schemas/report.ts';
import { phaseReport } from './phase-report.ts';

const verify: VerifyReport = {
  engagement: 'demo',
  environment: 'sandbox',
  run: 'full-1',
  scanned: { values: 0, hits: 0 },
  modules: [{ module: 'Accounts', compared: 10, fields: 120, missing: 0, different: 0 }],
  money: [],
  differences: [],
  agrees: true,
};
const accounts = phaseReport({ module: 'Accounts', identityClosed: true, gaps: [] });
const summary = (changes: Partial<LoadReport> = {}, about: Partial<SummarisedLoad> = {}) => {
  const load: LoadReport = {
    run: 'full-1',
    kind: 'full',
    seconds: 0,
    calls: 0,
    credits: 0,
    modules: [accounts],
    verify,
    ...changes,
  };
  return summariseLoad({ environment: 'sandbox', load, rolledBack: false, ...about }, ['Accounts']);
};
const counts = (created: number, updated: number) => ({
  ...accounts,
  outcomes: { ...accounts.outcomes, created, updated },
});

test('a load is summarised by what it created, its counts and its read-back', () => {
  expect(summary({ modules: [counts(2_000, 3)] })).toBe(
    'sandbox, full-1: created 2,000 Accounts; updated 3 Accounts. The counts agree in 1 phase. ' +
      '120 fields of 10 records were read back and agree.',
  );
});

test('a load without changes says so', () => {
  expect(summary({ modules: [counts(0, 0)] })).toContain('no record was created or updated.');
});

test('counts that do not agree are named', () => {
  expect(summary({ modules: [{ ...accounts, identityClosed: false }] })).toContain(
    'The counts do not agree in Accounts.',
  );
});

test('a phase without a report is named, and nothing is said about its counts', () => {
  const text = summary({ modules: [] });
  expect(text).toContain('There is no count of Accounts.');
  expect(text).not.toContain('agree in');
});

test('a read-back that does not agree gives its figures', () => {
  const modules = [{ module: 'Accounts' as const, compared: 10, fields: 120, missing: 1, different: 2 }];
  const money = [
    { module: 'Invoices' as const, field: 'Grand_Total', source: '1', destination: '2', agrees: false },
    { module: 'Sales_Orders' as const, field: 'Grand_Total', source: '1', destination: '1', agrees: true },
  ];
  expect(summary({ verify: { ...verify, modules, money, agrees: false } })).toContain(
    'The read-back of 10 records does not agree: 1 is missing, 2 differ, 1 money total does not match, 0 network identifiers found.',
  );
});

test('a load that was not read back, or only in part, says so', () => {
  expect(summary({ verify: null })).toContain('No field was read back.');
  expect(summary({ verify: { ...verify, modules: [] } })).toContain('Not read back: Accounts.');
});

test('a rollback is stated when the run is rolled back', () => {
  expect(summary({}, { rolledBack: true })).toMatch(/It was rolled back\.$/);
});

test('a read-back that agrees names the totals that were compared with nothing of the source', () => {
  const money = [
    { module: 'Invoices' as const, field: 'Grand_Total', source: null, lines: '1', destination: '1', agrees: true },
  ];
  expect(summary({ verify: { ...verify, money } })).toContain(
    '**Not compared with the source: Grand_Total of Invoices**',
  );
});

test('a gate names the records whose last change was rejected', () => {
  const modules = verify.modules.map((one) => ({ ...one, refused: 1 }));
  expect(summary({ verify: { ...verify, modules } })).toContain(
    'agree. **1 record in Zoho has earlier values**, because the last change was rejected.',
  );
});

test('exceptions are summarised by what was decided about them', () => {
  expect(exceptionsText({ total: 0, open: 0, decided: {} }, 0)).toBe('There are no exceptions.');
  expect(exceptionsText({ total: 1_203, open: 0, decided: { drop: 1_200, 'fix-source': 3 } }, 0)).toBe(
    '1,203 exceptions: 3 to be fixed at the source, 1,200 left out.',
  );
});

test('the summary of exceptions says when they keep the gate from being approved', () => {
  const sum = { total: 8, open: 5, decided: { accept: 2, 'change-mapping': 1 } } as const;
  const list = '8 exceptions: 1 waiting for another mapping, 2 accepted as they are, 5 without a decision.';
  expect(exceptionsText(sum, 0)).toBe(`${list} The gate can't be approved before all have one.`);
  expect(exceptionsText(sum, 4)).toBe(`${list} The gate can't be approved with more than 4 of these.`);
  expect(exceptionsText(sum, 5)).toBe(list);
  expect(exceptionsText(sum, null)).toBe(list);
});
