import { verificationDocument } from '../../../domain/documents/verification.ts';
import type { PeriodDifference, PeriodMoney, VerifyReport } from '../../../schemas/report.ts';

const report: VerifyReport = {
  scanned: { values: 10, hits: 0 },
  engagement: 'delta-telecom',
  environment: 'production',
  run: 'full-1',
  modules: [{ module: 'Invoices', compared: 12_000, fields: 144_000, missing: 0, different: 0 }],
  money: [
    {
      module: 'Invoices',
      field: 'Grand_Total',
      source: '1234567.50',
      lines: '1234567.50',
      destination: '1234567.50',
      agrees: true,
    },
  ],
  differences: [],
  agrees: true,
};

test('the first sentence says that all values agree and how many were compared', () => {
  const document = verificationDocument(report);
  expect(document).toContain('All values agree: 144,000 fields of 12,000 records were read back and compared.');
  expect(document).toContain('| Invoices | Grand_Total | 1,234,567.50 | 1,234,567.50 | 1,234,567.50 | 0 | yes |');
  expect(document).not.toContain('Differences');
});

test('differences are listed by key and field', () => {
  const document = verificationDocument({
    ...report,
    agrees: false,
    modules: [{ module: 'Invoices', compared: 12_000, fields: 144_000, missing: 1, different: 2 }],
    money: report.money.map((one) => ({ ...one, destination: '1234560.00', agrees: false })),
    differences: [{ key: 'invoices:INV-1', field: 'Due_Date' }],
  });
  expect(document).toContain(
    '**Not all values agree**: of 12,000 records, 1 is missing and 2 are different; 1 money total does not match; 0 network identifiers found. Grand_Total of Invoices: source 1,234,567.50, lines 1,234,567.50, Zoho 1,234,560.00.',
  );
  expect(document).toContain('| **no** |');
  expect(document).toContain('| invoices:INV-1 | Due_Date |');
});

test('a missing record is a difference even if all money totals match', () => {
  const [module] = report.modules;
  const modules = module ? [{ ...module, missing: 1 }] : [];
  expect(verificationDocument({ ...report, agrees: false, modules })).toContain(
    'of 12,000 records, 1 is missing and 0 are different; 0 money totals do not match; 0 network identifiers found.',
  );
});

test('the document has its sections in the order in which people read them', () => {
  const differing = { ...report, agrees: false, differences: [{ key: 'invoices:INV-1' as const, field: 'Due_Date' }] };
  expect(verificationDocument(differing).split('\n').slice(4)).toEqual([
    'Engagement `delta-telecom`, run `full-1`.',
    '',
    '## Records',
    '',
    '| Module | Records compared | Fields compared | Missing | Different | Edited in Zoho | Last change rejected |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| Invoices | 12,000 | 144,000 | 0 | 0 | 0 | 0 |',
    '',
    '## Money',
    '',
    expect.stringMatching(/^Source: .* Lines: .*rounded half up/),
    '',
    '| Module | Field | Source | Lines | Zoho | Records that differ | Agrees |',
    '| --- | --- | --- | --- | --- | ---: | --- |',
    '| Invoices | Grand_Total | 1,234,567.50 | 1,234,567.50 | 1,234,567.50 | 0 | yes |',
    '',
    '## Differences',
    '',
    'The list has keys and fields, but no values. It has at most 100 entries.',
    '',
    '| Record | Field |',
    '| --- | --- |',
    '| invoices:INV-1 | Due_Date |',
    '',
  ]);
});

test('fields that keep the value of people are counted as not compared', () => {
  const modules = [{ module: 'Invoices' as const, compared: 1, fields: 5, missing: 0, different: 0, held: 2 }];
  expect(verificationDocument({ ...report, modules })).toContain('2 fields were not compared');
});

test('amounts that differ are listed by record: source, lines, Zoho', () => {
  const money = [{ ...report.money[0]!, different: 1, unknown: 2, agrees: false }];
  const moneyDifferences = [
    { key: 'acme:invoices:I1', field: 'Grand_Total', source: '129.99', lines: '1110.00', destination: null },
  ];
  const document = verificationDocument({ ...report, agrees: false, money, moneyDifferences });
  expect(document).toContain('| acme:invoices:I1 | Grand_Total | 129.99 | 1,110.00 | – |');
  expect(document).toContain('2 records have no amount in the source');
});

test('a field without a column of the source is named, and so are reports of earlier versions', () => {
  const { lines: _, ...earlier } = report.money[0]!;
  expect(verificationDocument({ ...report, money: [{ ...earlier, source: null }] })).toMatch(
    /names no column .*\| Invoices \| Grand_Total \| – \| – \| 1,234,567\.50 \| 0 \| yes \|/s,
  );
});

test('what people edited in Zoho is counted and listed apart from differences', () => {
  const modules = report.modules.map((one) => ({ ...one, edited: 1 }));
  const edits = [{ key: 'acme:invoices:I1', field: 'Status', editedAt: '2026-01-02T03:04:05Z' }];
  const document = verificationDocument({ ...report, modules, edits });
  expect(document).toContain('were read back and compared. 1 value was edited in Zoho.');
  expect(document).toContain('| acme:invoices:I1 | Status | 2026-01-02T03:04:05Z |');
  expect(document).not.toContain('## Differences');
});

test('the first sentence names the totals that were compared with nothing of the source', () => {
  const money = report.money.map((one) => ({ ...one, source: null }));
  expect(verificationDocument({ ...report, money })).toContain(
    'compared. **Not compared with the source: Grand_Total of Invoices**, because the mapping names no column with it.',
  );
});

test('the first sentence names the records whose last change was rejected, and the document lists them', () => {
  const modules = report.modules.map((one) => ({ ...one, refused: 2 }));
  const refused = [{ key: 'acme:invoices:I1', reason: 'INVALID_DATA Status' }];
  const document = verificationDocument({ ...report, modules, refused });
  expect(document).toContain(
    'All accepted values agree: 144,000 fields of 12,000 records were read back and compared.',
  );
  expect(document).toContain('**2 records in Zoho have earlier values**, because the last change was rejected.');
  expect(document).toContain('| acme:invoices:I1 | INVALID_DATA Status |');
});

const period: PeriodMoney = {
  ...{ module: 'Invoices', field: 'Grand_Total', currency: 'GBP', accounts: 1_200, periods: 24 },
  ...{ source: '1234567.50', zoho: '1234560.00', missing: { records: 1, amount: '7.50' } },
  ...{ edited: { records: 0, amount: '0.00' }, vanished: { records: 0, amount: '0.00' }, unknown: 3, different: 0 },
};

test('money by billing period is shown with what is not in Zoho', () => {
  const document = verificationDocument({ ...report, periods: [period] });
  const same = 'The money of each account in each billing period is the same in Zoho as in the source';
  expect(document).toContain(`${same}, apart from Invoices.Grand_Total: 7.50 GBP of 1 record not in Zoho.`);
  const whole = { ...period, missing: { records: 0, amount: '0' } };
  expect(verificationDocument({ ...report, periods: [whole] })).toContain(`${same}.`);
  expect(document).toContain(
    '| Invoices | Grand_Total | GBP | 1,200 | 24 | 1,234,567.50 | 1,234,560.00 | 7.50 | – | – | 3 | yes |',
  );
  expect(verificationDocument(report)).not.toContain('billing period');
});

test('billing periods that differ are listed by account', () => {
  const difference: PeriodDifference = {
    ...{
      module: 'Invoices',
      field: 'Grand_Total',
      account: 'acme:billing_accounts:A1',
      currency: 'GBP',
      period: '2024-03',
    },
    ...{ source: '1200.00', zoho: '1000.00', missing: '0.00', edited: '0.00' },
  };
  const document = verificationDocument({
    ...{ ...report, agrees: false, periods: [{ ...period, different: 2 }] },
    periodDifferences: [difference, { ...difference, account: '', period: '' }],
  });
  expect(document).toContain("**2 accounts' billing periods have other money in Zoho than in the source.**");
  expect(document).toContain(
    '| acme:billing_accounts:A1 | 2024-03 | Grand_Total | GBP | 1,200.00 | 1,000.00 | 0.00 | 0.00 |',
  );
  expect(document).toContain('| none | none | Grand_Total |');
});
