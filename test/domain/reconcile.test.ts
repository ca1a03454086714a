import { reconcile, type PhaseFigures } from '../../domain/reconcile.ts';

const figures = (changes: Partial<PhaseFigures> = {}): PhaseFigures => ({
  ref: { engagement: 'demo', environment: 'sandbox', run: 'full-1', module: 'Contacts' },
  extracted: [{ object: 'subscribers', rows: 10 }],
  counted: [
    { object: 'subscribers', outcome: 'created', count: 7 },
    { object: 'subscribers', outcome: 'merged', count: 2 },
    { object: 'subscribers', outcome: 'rejected', count: 1 },
  ],
  reasons: [],
  destination: { before: 5, now: 12 },
  custom: { written: 7, rejected: 0 },
  seconds: 2.04,
  calls: 3,
  credits: 4,
  ...changes,
});

test("a phase closes when every row has an outcome and Zoho's count has grown by the created records", () => {
  const report = reconcile(figures());
  expect(report).toMatchObject({ identityClosed: true, gaps: [], extracted: 10, seconds: 2, recordsPerSecond: 5 });
  expect(report.outcomes).toEqual({
    created: 7,
    updated: 0,
    unchanged: 0,
    merged: 2,
    excluded: 0,
    rejected: 1,
    pending: 0,
  });
  expect(report.destination).toEqual({ before: 5, now: 12, expected: 12 });
});

test('a row without an outcome is reported as a gap of its object', () => {
  const report = reconcile(figures({ extracted: [{ object: 'subscribers', rows: 11 }] }));
  expect(report.identityClosed).toBe(false);
  expect(report.gaps).toEqual(['subscribers: 11 rows were extracted, but 10 have an outcome.']);
});

test('pending records are reported as a gap', () => {
  const report = reconcile(
    figures({
      counted: [
        { object: 'subscribers', outcome: 'created', count: 7 },
        { object: 'subscribers', outcome: 'pending', count: 3 },
      ],
    }),
  );
  expect(report.gaps).toEqual([
    '3 records are still pending: an approval leaves them, and custom fields that were not written yet, out of Zoho; requested changes load them.',
  ]);
});

test("a phase does not close when Zoho's own count differs", () => {
  const report = reconcile(figures({ destination: { before: 5, now: 11 } }));
  expect(report.identityClosed).toBe(false);
  expect(report.gaps).toEqual(['Zoho counts 11 Contacts, expected 12.']);
});

test('rejected custom fields are reported as a gap, but the count identity closes', () => {
  const report = reconcile(figures({ custom: { written: 6, rejected: 1 } }));
  expect(report.identityClosed).toBe(true);
  expect(report.gaps).toEqual(['Zoho rejected the custom fields of 1 records.']);
});

test('a phase that took no time has a speed of 0', () => {
  expect(reconcile(figures({ seconds: 0 })).recordsPerSecond).toBe(0);
});

test('each object has its own counts, and the phase has their sum', () => {
  const report = reconcile(
    figures({
      extracted: [
        { object: 'subscribers', rows: 7 },
        { object: 'billing_accounts', rows: 4 },
      ],
      counted: [
        { object: 'subscribers', outcome: 'created', count: 7 },
        { object: 'billing_accounts', outcome: 'created', count: 3 },
        { object: 'billing_accounts', outcome: 'excluded', count: 1 },
      ],
      destination: { before: 0, now: 10 },
    }),
  );
  expect(report.objects).toMatchObject([
    { object: 'subscribers', extracted: 7, outcomes: { created: 7, excluded: 0 } },
    { object: 'billing_accounts', extracted: 4, outcomes: { created: 3, excluded: 1 } },
  ]);
  expect(report).toMatchObject({ extracted: 11, outcomes: { created: 10, excluded: 1 }, identityClosed: true });
});

test('one pending record is enough for a gap, and does not count for the speed', () => {
  const report = reconcile(
    figures({
      counted: [
        { object: 'subscribers', outcome: 'created', count: 9 },
        { object: 'subscribers', outcome: 'pending', count: 1 },
      ],
      destination: { before: 0, now: 9 },
      seconds: 1,
    }),
  );
  expect(report.gaps).toEqual([expect.stringMatching(/^1 records are still pending: /)]);
  expect(report.recordsPerSecond).toBe(9);
});

test('reasons, custom fields and effort are passed on to the report', () => {
  const reasons = [{ outcome: 'rejected' as const, reason: 'Last_Name: missing', count: 1 }];
  expect(reconcile(figures({ reasons }))).toMatchObject({
    engagement: 'demo',
    module: 'Contacts',
    reasons,
    custom: { written: 7, rejected: 0 },
    calls: 3,
    credits: 4,
  });
});

test('questions about vanished records and conflicts are listed, and deleted records lower the expected count', () => {
  const stale = { kept: 1, deleted: 2, gone: 0, failed: 3, asked: 4 };
  const report = reconcile(figures({ stale, conflicts: 5, destination: { before: 5, now: 10 } }));
  expect(report).toMatchObject({ identityClosed: true, stale });
  expect(report.gaps).toEqual([
    'Zoho refused to delete 3 Contacts that vanished from the source.',
    expect.stringMatching(/^4 Contacts vanished from the source: an approval keeps them/),
    expect.stringMatching(/^5 fields of Contacts were changed both/),
  ]);
});

test('a phase without vanished records has no figures of them', () => {
  const none = { kept: 0, deleted: 0, gone: 0, failed: 0, asked: 0 };
  expect(reconcile(figures({ stale: none, conflicts: 0 }))).not.toHaveProperty('stale');
});

test('the report has the remarks of the phase', () => {
  const remarks = [{ field: 'Owner', rule: 'default:the owner map does not list the user', count: 3 }];
  expect(reconcile(figures({ remarks })).remarks).toEqual(remarks);
  expect(reconcile(figures())).not.toHaveProperty('remarks');
});

test('totals of the source that do not follow from the lines are counted, and do not keep a phase open', () => {
  const totals = { different: 2, missing: 1 };
  expect(reconcile(figures({ totals }))).toMatchObject({ identityClosed: true, gaps: [], totals });
  expect(reconcile(figures({ totals: { different: 0, missing: 0 } }))).not.toHaveProperty('totals');
});

test('what is open is part of the report, and what does not agree is a question', () => {
  const open = {
    ...{ currency: 'GBP', accounts: 1, records: 1, source: '5.00', zoho: '4.00', different: 1, misflagged: 0 },
    missing: { records: 0, amount: '0.00' },
  };
  const report = reconcile(figures({ receivables: [open] }));
  expect(report).toMatchObject({ identityClosed: true, receivables: [open] });
  expect(report.gaps).toEqual([expect.stringMatching(/^Open in GBP by Contacts: 5\.00 in the source, 4\.00 in Zoho/)]);
  expect(reconcile(figures({ receivables: null }))).not.toHaveProperty('receivables');
});

test('records that wait for the second pass are pending without a gap, and the phase is not closed', () => {
  const counted: PhaseFigures['counted'] = [
    { object: 'subscribers', outcome: 'created', count: 7 },
    { object: 'subscribers', outcome: 'pending', count: 3 },
  ];
  const report = reconcile(figures({ counted, awaitsSecondPass: true }));
  expect(report).toMatchObject({ gaps: [], identityClosed: false });
});
