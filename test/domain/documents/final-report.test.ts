import { finalReportDocument, finalReportVerdict } from '../../../domain/documents/final-report.ts';
import type { FinalReport, LoadReport, VerifyReport } from '../../../schemas/report.ts';
import { phaseReport } from './phase-report.ts';

const verify: VerifyReport = {
  scanned: { values: 10, hits: 0 },
  engagement: 'delta-telecom',
  environment: 'sandbox',
  run: 'full-1',
  modules: [],
  money: [],
  differences: [],
  agrees: true,
};
const run: LoadReport = {
  run: 'full-1',
  kind: 'full',
  seconds: 250,
  calls: 246,
  credits: 1_230,
  modules: [phaseReport()],
  verify,
};
const report: FinalReport = {
  engagement: 'delta-telecom',
  customer: 'Delta Telecom',
  closedAt: '2026-03-02T18:00:00Z',
  identityClosed: true,
  verified: true,
  environments: { sandbox: [run] },
  creditUse: { sandbox: [{ phase: 'Contacts', calls: 246, credits: 1_230 }] },
  withheld: [{ rule: 'imsi', count: 12 }],
  bodiesScanned: 1_400,
  documents: [{ name: 'scope.md', path: '/srv/documents/scope.md', digest: 'ab12cd34' }],
};

test('the first sentence says whether the counts close and the fields agree', () => {
  expect(finalReportDocument(report)).toContain(
    '# Final report of Delta Telecom\n\nThe count identity closes in every phase of every run, and every written field ' +
      'was read back and agrees.',
  );
});

test('every run has a reconciliation table, duration, calls and credits', () => {
  const document = finalReportDocument(report);
  expect(document).toContain(
    '## sandbox\n\n### Run full-1\n\nThe phases took 4 min 10 s, 246 calls and 1,230 credits. Every field agrees.',
  );
  expect(document).toContain('| Contacts | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 | 12,105 | yes | 61.4 | 200 |');
});

test('calls and credits are listed by phase', () => {
  expect(finalReportDocument(report)).toContain('| Contacts | 246 | 1,230 |');
});

test('withheld identifiers and documents are listed', () => {
  const document = finalReportDocument(report);
  expect(document).toContain('1,400 outgoing bodies were scanned before sending. These values were withheld:');
  expect(document).toContain('| imsi | 12 |');
  expect(document).toContain('| scope.md | `ab12cd34` |');
  expect(finalReportDocument({ ...report, withheld: [] })).toContain('No value was withheld.');
});

test('each gap is listed with its environment, run and module', () => {
  const open = phaseReport({ identityClosed: false, gaps: ['3 records are still pending.'] });
  const document = finalReportDocument({
    ...report,
    identityClosed: false,
    verified: false,
    environments: { production: [{ ...run, modules: [open], verify: null }] },
  });
  expect(document).toContain(
    '**The count identity does not close in every phase**, and **some written fields were not read back or do not agree**.',
  );
  expect(document).toContain('- production, full-1, Contacts: 3 records are still pending.');
  expect(document).toContain('| NO |');
  expect(document).toContain('Not verified.');
});

test('a run with differences refers to the verification document', () => {
  const differing = { ...run, verify: { ...verify, agrees: false } };
  expect(finalReportDocument({ ...report, environments: { sandbox: [differing] } })).toContain(
    '**Differences were found. They are listed in the verification document.**',
  );
});

test('the document has its sections in the order in which people read them', () => {
  expect(finalReportDocument(report).split('\n').slice(4)).toEqual([
    'Engagement `delta-telecom`, as of 2026-03-02T18:00:00Z.',
    '',
    '## sandbox',
    '',
    '### Run full-1',
    '',
    'The phases took 4 min 10 s, 246 calls and 1,230 credits. Every field agrees.',
    '',
    '| Module | extracted | created | updated | unchanged | merged | excluded | rejected | pending | in Zoho | closes | seconds | records/s |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: |',
    '| Contacts | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 | 12,105 | yes | 61.4 | 200 |',
    '',
    '### Calls to Zoho',
    '',
    '| Phase or step | Calls | Credits |',
    '| --- | ---: | ---: |',
    '| Contacts | 246 | 1,230 |',
    '',
    '## Network identifiers',
    '',
    '1,400 outgoing bodies were scanned before sending. These values were withheld:',
    '',
    '| Rule | Values |',
    '| --- | ---: |',
    '| imsi | 12 |',
    '',
    '## Documents',
    '',
    '| Document | SHA-256 |',
    '| --- | --- |',
    '| scope.md | `ab12cd34` |',
    '',
  ]);
});

test('an engagement without a loaded phase has no verdict about its counts', () => {
  const unloaded = { ...report, identityClosed: false, verified: false };
  for (const environments of [{}, { sandbox: [{ ...run, modules: [] }] }])
    expect(finalReportVerdict({ ...unloaded, environments })).toBe('No phase of a load has ended so far.');
});

test('what is locked is listed, and what is not is among the gaps', () => {
  const lock = { module: 'Invoices', rule: 'Portage: delta-telecom', except: ['Administrator'] } as const;
  expect(
    finalReportDocument({ ...report, locks: [{ ...lock, except: [], check: null, problem: null }] }),
  ).not.toContain('\n- ');
  const document = finalReportDocument({
    ...report,
    locks: [
      { ...lock, except: ['Administrator'], check: { sampled: 10, locked: 9, refused: 9 }, problem: 'One is open.' },
    ],
  });
  expect(document).toContain('- One is open.');
  expect(document).toContain('## Read-only history');
  expect(document).toContain('| Invoices | Portage: delta-telecom | Administrator | 10 | 9 | 9 |');
});
