import { reconciliationDocument } from '../../../domain/documents/reconciliation.ts';
import { phaseReport } from './phase-report.ts';

test('the first sentence says that a phase closes', () => {
  expect(reconciliationDocument(phaseReport())).toContain(
    '# Reconciliation of Contacts in sandbox\n\nThe count identity closes: each of the 12,300 extracted records has ' +
      "exactly one outcome, and Zoho's own count of Contacts is as expected.",
  );
});

test('the gaps of a phase that does not close are listed', () => {
  const document = reconciliationDocument(
    phaseReport({ identityClosed: false, gaps: ['Zoho counts 12,104 Contacts, expected 12,105.'] }),
  );
  expect(document).toContain('**The count identity does not close** for the 12,300 extracted records.');
  expect(document).toContain('- Zoho counts 12,104 Contacts, expected 12,105.');
});

test('every outcome has a column, and there is no total for a single object', () => {
  const document = reconciliationDocument(phaseReport());
  expect(document).toContain(
    '| Source object | extracted | created | updated | unchanged | merged | excluded | rejected | pending |',
  );
  expect(document).toContain('| subscribers | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 |');
  expect(document).not.toContain('| all |');
});

test('several objects have a total', () => {
  const { objects } = phaseReport();
  const [one] = objects;
  const document = reconciliationDocument(
    phaseReport({ objects: one ? [one, { ...one, object: 'billing_accounts' }] : [] }),
  );
  expect(document).toContain('| all | 12,300 | 12,100 |');
});

test("Zoho's own count is shown with the expected count", () => {
  expect(reconciliationDocument(phaseReport())).toContain('| 5 | 12,100 | 12,105 | 12,105 |');
});

test('a count of e-mails says that it comes from the lists of their records', () => {
  expect(reconciliationDocument(phaseReport({ module: 'Emails' }))).toContain('Zoho has no call that counts e-mails.');
  expect(reconciliationDocument(phaseReport())).not.toContain('e-mails');
});

test('the second pass is mentioned only if it wrote custom fields', () => {
  expect(reconciliationDocument(phaseReport())).not.toContain('Custom fields');
  expect(reconciliationDocument(phaseReport({ custom: { written: 4_000, rejected: 2 } }))).toContain(
    'The second pass wrote the custom fields of 4,000 records; Zoho rejected those of 2.',
  );
});

test('reasons are counted, and duration, calls and credits are given', () => {
  const document = reconciliationDocument(
    phaseReport({ reasons: [{ outcome: 'rejected', reason: 'lookup-missing Account_Name', count: 10 }] }),
  );
  expect(document).toContain('| rejected | lookup-missing Account_Name | 10 |');
  expect(document).toContain('1 min 1 s, 200 records a second, 246 calls, 1,230 credits.');
});

test('the document has its sections in the order in which people read them', () => {
  const { objects } = phaseReport();
  const document = reconciliationDocument(
    phaseReport({
      objects: [...objects, ...objects.map((one) => ({ ...one, object: 'billing_accounts' as const }))],
      custom: { written: 0, rejected: 1 },
      reasons: [{ outcome: 'rejected', reason: 'Last_Name: missing', count: 10 }],
    }),
  );
  expect(document.split('\n').slice(4)).toEqual([
    'Engagement `delta-telecom`, run `full-1`.',
    '',
    '## Records by outcome',
    '',
    '| Source object | extracted | created | updated | unchanged | merged | excluded | rejected | pending |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| subscribers | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 |',
    '| billing_accounts | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 |',
    '| all | 12,300 | 12,100 | 0 | 0 | 150 | 40 | 10 | 0 |',
    '',
    "## Zoho's own count",
    '',
    '| before | created | expected | counted now |',
    '| ---: | ---: | ---: | ---: |',
    '| 5 | 12,100 | 12,105 | 12,105 |',
    '',
    '## Custom fields',
    '',
    'The second pass wrote the custom fields of 0 records; Zoho rejected those of 1.',
    '',
    '## Reasons',
    '',
    '| Outcome | Reason | Records |',
    '| --- | --- | ---: |',
    '| rejected | Last_Name: missing | 10 |',
    '',
    '## Effort',
    '',
    '1 min 1 s, 200 records a second, 246 calls, 1,230 credits.',
    '',
  ]);
});

test('records that vanished from the source are counted', () => {
  const stale = { kept: 1, deleted: 2, gone: 0, failed: 3, asked: 4 };
  expect(reconciliationDocument(phaseReport({ stale }))).toContain('1 record stays in Zoho, 2 were deleted');
});

test('what was done to values is counted by field, with the reason', () => {
  const document = reconciliationDocument(
    phaseReport({
      remarks: [
        { field: 'Review_Date', rule: 'blank:date: not a date', count: 12 },
        { field: 'Owner', rule: 'default:the owner map does not list the user', count: 3 },
        { field: 'Phone', rule: 'other', count: 1 },
      ],
    }),
  );
  expect(document).toContain('## Values that were changed, assumed or left blank');
  expect(document).toContain('| Review_Date | left blank | date: not a date | 12 |');
  expect(document).toContain('| Owner | the default was written | the owner map does not list the user | 3 |');
  expect(document).toContain('| Phone | other |  | 1 |');
});

test('totals of the source that do not follow from the lines are counted', () => {
  expect(reconciliationDocument(phaseReport({ totals: { different: 2, missing: 1 } }))).toContain(
    'a total that does not follow from the lines of 2 records, and none of 1 record.',
  );
});

test('what is open is listed by currency, with what is not in Zoho, and whether it agrees', () => {
  const open = {
    ...{
      currency: 'GBP',
      accounts: 1_200,
      records: 3_400,
      source: '45000.10',
      zoho: '44000.10',
      different: 0,
      misflagged: 0,
    },
    missing: { records: 7, amount: '1000.00' },
  };
  const text = reconciliationDocument(
    phaseReport({ receivables: [open, { ...open, currency: 'EUR', misflagged: 1 }] }),
  );
  expect(text).toContain('## Open receivables');
  expect(text).toContain('| GBP | 1,200 | 3,400 | 45,000.10 | 44,000.10 | 7 | 1,000.00 | 0 | yes |');
  expect(text).toContain('| EUR | 1,200 | 3,400 | 45,000.10 | 44,000.10 | 7 | 1,000.00 | 0 | **no** |');
});
