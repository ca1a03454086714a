import { describeLoadForSupport, describeReceipt, describeStatus } from '../../../domain/support/reports.ts';
import type { EngagementStatus } from '../../../schemas/engagement.ts';
import type { LoadReport, Receipt } from '../../../schemas/report.ts';
import { phaseReport } from '../documents/phase-report.ts';

const receivables = {
  ...{ currency: 'EUR', accounts: 1, records: 1, source: '777.77', zoho: '777.77' },
  ...{ missing: { records: 0, amount: '0.00' }, different: 0, misflagged: 0 },
};
const load: LoadReport = {
  ...{ run: 'full-1', kind: 'full', seconds: 250, calls: 246, credits: 1_230 },
  modules: [
    phaseReport({
      receivables: [receivables, { ...receivables, unreadable: 2 }],
      stale: { kept: 1, deleted: 0, gone: 0, failed: 0, asked: 0 },
      totals: { different: 1, missing: 0 },
      reasons: [{ outcome: 'rejected', reason: 'Email: no address', count: 2 }],
      remarks: [{ field: 'Phone', rule: 'blank:no number', count: 3 }],
    }),
    phaseReport({ module: 'Products' }),
  ],
  verify: {
    ...{ engagement: 'delta-telecom', environment: 'sandbox', run: 'full-1', agrees: false },
    scanned: { values: 10, hits: 0 },
    modules: [{ module: 'Invoices', compared: 1, fields: 5, missing: 0, different: 1 }],
    money: [
      { module: 'Invoices', field: 'Grand_Total', source: '555.55', destination: '555.55', agrees: true },
      {
        ...{ module: 'Invoices', field: 'Tax', source: null, lines: '444.44', destination: '444.44' },
        ...{ different: 1, unknown: 2, agrees: false },
      },
    ],
    differences: [{ key: 'x:invoices:INV-1', field: 'Status' }],
    periods: [
      {
        ...{ module: 'Invoices', field: 'Grand_Total', currency: 'EUR', accounts: 1, periods: 1, source: '555.55' },
        ...{ zoho: '555.55', missing: { records: 1, amount: '444.44' }, edited: { records: 0, amount: '0.00' } },
        ...{ vanished: { records: 0, amount: '0.00' }, unknown: 0, different: 0 },
      },
    ],
  },
};

test('a load has its counts, and neither amounts nor keys of records', () => {
  const described = describeLoadForSupport('sandbox', load);
  expect(described).toMatchObject({
    environment: 'sandbox',
    phases: [
      {
        module: 'Contacts',
        extracted: 12_300,
        receivables: [
          { currency: 'EUR', unreadable: 0 },
          { currency: 'EUR', unreadable: 2 },
        ],
      },
      { module: 'Products', receivables: [], remarks: [], stale: null, totals: null },
    ],
    verified: {
      agrees: false,
      money: [
        { different: null, hasSource: true },
        { different: 1, hasSource: false },
      ],
      periods: [{ module: 'Invoices', accounts: 1, missing: 1, different: 0 }],
    },
  });
  expect(JSON.stringify(described)).not.toMatch(/777\.77|555\.55|444\.44|INV-1/);
  const { periods: _, ...earlier } = load.verify!;
  expect(describeLoadForSupport('sandbox', { ...load, verify: earlier })).toMatchObject({ verified: { periods: [] } });
  expect(describeLoadForSupport('sandbox', { ...load, verify: null })).toMatchObject({ verified: null });
});

const receipt: Receipt = {
  ...{ engagement: 'delta-telecom', environment: 'sandbox', run: 'full-1' },
  scanned: { bodies: 1, values: 2, tokens: 3 },
  known: { total: 200, counts: {}, refused: {} },
  withheld: [{ object: 'subscribers', field: 'note', rule: 'own-imsi', count: 12, sample: 'x:subscribers:SUB-1' }],
  suspicious: [],
  readBack: null,
};

test('a receipt has rules and counts, and no key of a record', () => {
  expect(JSON.stringify(describeReceipt(receipt))).not.toContain('SUB-1');
  expect(describeReceipt(receipt)).toMatchObject({ known: 200, readBack: null, files: null });
  const files = { scanned: 1, unscanned: 0, bytes: 9 };
  expect(describeReceipt({ ...receipt, readBack: { values: 1, hits: 0 }, files })).toMatchObject({
    readBack: { hits: 0 },
    files,
  });
});

const status: EngagementStatus = {
  ...{ engagement: 'delta-telecom', state: 'waiting at gate', step: 'rehearsal', stepIsResult: false },
  ...{ run: { engagement: 'delta-telecom', environment: 'sandbox', run: 'full-1' }, paused: false, lanes: 10 },
  gate: {
    ...{ gate: 'rehearsal', digest: 'ab12', summary: 'Grand_Total of Invoices: source 555.55.', roles: ['admin'] },
    documents: [{ name: 'scope.md', path: '/home/olga/documents/scope.md', digest: 'cd34' }],
    approvedBy: [{ by: 'ada@delta.example', role: 'admin' }],
    exceptions: { total: 2, open: 1, allowed: 0 },
    people: 2,
    writtenAt: '2026-03-01T10:00:00Z',
  },
  signOffs: [
    {
      signOff: { gate: 'scope', decision: 'approved', by: 'ada@delta.example', role: 'admin', digest: 'ef56' },
      ...{ verdict: { counted: true }, at: '2026-03-01T10:00:00Z', revokedAt: '2026-03-01T11:00:00Z' },
    },
    {
      signOff: { gate: 'scope', decision: 'approved', by: 'eve@delta.example', role: 'admin', digest: 'ef56' },
      ...{ verdict: { counted: false, why: 'Not listed.' }, at: '2026-03-01T10:00:00Z' },
    },
  ],
  refused: [{ message: 'signOff', why: 'It has no gate.', at: '2026-03-01T10:00:00Z' }],
  ...{ reports: [], documents: [] },
};

test('a status has roles in the place of people, and no summaries and paths', () => {
  const text = JSON.stringify(describeStatus(status));
  expect(text).not.toMatch(/@|555\.55|\/home/);
  expect(describeStatus(status)).toMatchObject({
    run: { run: 'full-1' },
    gate: { approvedBy: ['admin'], exceptions: { open: 1 }, people: 2 },
    signOffs: [
      { role: 'admin', counted: true },
      { role: null, counted: false, revokedAt: null },
    ],
    refused: [{ message: 'signOff' }],
    rollbacks: [],
    staying: [],
  });
});

test('texts that may name people are left out, because names are known to the ledger only', () => {
  const [first] = status.signOffs;
  const why = 'Eve Example is the operator.';
  const text = JSON.stringify(
    describeStatus({
      ...{ ...status, step: 'scope: approved by Ada Admin', stepIsResult: true },
      signOffs: [{ ...first!, verdict: { counted: false, why } }],
      refused: [{ message: 'signOff', why, at: '2026-03-01T10:00:00Z' }],
    }),
  );
  expect(text).not.toMatch(/Eve|Ada/);
  expect(describeStatus({ ...status, stepIsResult: true })).toMatchObject({ step: null });
  expect(describeStatus({ ...status, step: 'Extract', stepIsResult: false })).toMatchObject({ step: 'Extract' });
});

test('a status without a gate, and one after a rollback or a cancellation', () => {
  const { approvedBy: _, exceptions: __, people: ___, writtenAt: ____, ...gate } = status.gate!;
  expect(describeStatus({ ...status, gate })).toMatchObject({
    gate: { approvedBy: [], exceptions: null, people: null, writtenAt: null },
  });
  const zero = { toDelete: 0, toRestore: 0, deleted: 5, restored: 0, alreadyGone: 0, kept: 0, failed: 0 };
  const left = [{ module: 'Accounts', key: 'x:billing_accounts:B-1', zohoId: '1', reason: 'edited' }];
  const described = describeStatus({
    ...{ ...status, gate: null, run: null },
    rollbacks: [
      {
        ...{ engagement: 'delta-telecom', environment: 'sandbox', runs: ['full-1'], fields: [], left, notAsked: [] },
        ...{ modules: [{ module: 'Accounts', ...zero }], measured: null },
      },
    ],
    staying: [{ environment: 'production', module: 'Accounts', created: 1, changed: 0 }],
  });
  expect(described).toMatchObject({
    ...{ gate: null, run: null, staying: [{ created: 1 }] },
    rollbacks: [{ left: 1, isMeasured: false, modules: [{ deleted: 5 }] }],
  });
  expect(JSON.stringify(described)).not.toContain('B-1');
});
