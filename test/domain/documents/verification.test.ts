import { verificationDocument } from '../../../domain/documents/verification.ts';
import type { VerifyReport } from '../../../schemas/report.ts';

const report: VerifyReport = {
  scanned: { values: 10, hits: 0 },
  engagement: 'delta-telecom',
  environment: 'production',
  run: 'full-1',
  modules: [{ module: 'Invoices', compared: 12_000, fields: 144_000, missing: 0, different: 0 }],
  money: [{ module: 'Invoices', field: 'Grand_Total', source: '1234567.50', destination: '1234567.50', agrees: true }],
  differences: [],
  agrees: true,
};

test('the first sentence says that all values agree and how many were compared', () => {
  const document = verificationDocument(report);
  expect(document).toContain('All values agree: 144,000 fields of 12,000 records were read back and compared.');
  expect(document).toContain('| Invoices | Grand_Total | 1,234,567.50 | 1,234,567.50 | yes |');
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
    '**Not all values agree**: of 12,000 records, 1 is missing and 2 are different; 1 money total does not match; 0 network identifiers found.',
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
    '| Module | Records compared | Fields compared | Missing | Different |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| Invoices | 12,000 | 144,000 | 0 | 0 |',
    '',
    '## Money',
    '',
    '| Module | Field | Source | Zoho | Agrees |',
    '| --- | --- | --- | --- | --- |',
    '| Invoices | Grand_Total | 1,234,567.50 | 1,234,567.50 | yes |',
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
