import { estimateSection } from '../../../domain/documents/estimate.ts';
import { estimateOf } from '../../../domain/estimate/estimate.ts';

type Facts = Parameters<typeof estimateOf>[0];
const estimate = (records: number, rates: Facts['rates'] = null, files: Facts['files'] = []) =>
  estimateSection(
    estimateOf({
      files,
      volumes: [{ module: 'Accounts', records, hasSecondPass: true, hasLines: false }],
      ...{ edition: 'enterprise', users: 1, lanes: 10, rates },
      objects: { readable: 1, all: 1 },
      fields: { decided: 9, all: 10 },
      customFields: { most: 1, allowed: 300 },
      blocked: null,
    }),
  );

test('the estimate says what it is: figures from formulas, of what, and measured by the rehearsal', () => {
  const text = estimate(100_000);
  expect(text).toMatch(/Preflight, the schema .* are not\. The rehearsal measures all of them\./);
  expect(text).toContain('| Accounts | 100,000 | 3,000 | 21,000 | 5,000 |');
  expect(text).toContain('With bulk jobs where they are cheaper it would be about 5,000 credits');
  expect(text).toContain('| enterprise | 51,000 | 0.5 to 0.7 |');
  expect(text).toContain('an org with 1 active user,');
  expect(text).not.toContain('Price');
});

test('for a few records bulk jobs are not cheaper', () => {
  expect(estimate(100)).toContain('Bulk jobs would not be cheaper.');
  expect(estimate(100)).toContain('| enterprise | 51,000 | less than 0.1 |');
  expect(estimate(1_000)).toContain('| enterprise | 51,000 | less than 0.1 |');
  expect(estimate(20_000)).toContain('| enterprise | 51,000 | 0.1 |');
});

test('files are listed by what they hang on, with the storage that they need', () => {
  const text = estimate(100, null, [
    { object: 'invoices', files: 1_200, measured: 20, missing: 60, bytes: 300 * 2 ** 20 },
    { object: null, files: 3, measured: 3, bytes: 2 ** 19 },
  ]);
  expect(text).toContain('| invoices | 1,200 | 300.0 | 20 | 60 |\n| no object | 3 | 0.5 | 3 | 0 |');
  expect(text).toContain(
    'About 60 files have no content in the source, or one that can’t be attached: empty, or too large. A load rejects them.',
  );
  expect(text).toContain(
    '1,143 files with about 300.5 MB of the source will be attached, less those whose record is not loaded. They need as much file storage in the org.',
  );
  expect(estimate(100, null, [{ object: null, files: 3, measured: 3, missing: 1, bytes: 2 ** 19 }])).toContain(
    '\n1 file has no content in the source',
  );
  const held = estimate(100, null, [{ object: null, files: 300, measured: 100, withheld: 90, bytes: 2 ** 19 }]);
  expect(held).toContain('About 90 files are texts with network identifiers (rule DQ42). A load rejects them.');
  expect(held).toContain('210 files with about 0.5 MB of the source will be attached');
  const whole = estimate(100, null, [{ object: null, files: 3, measured: 3, bytes: 2 ** 19 }]);
  expect(whole).toContain('3 files with about 0.5 MB of the source will be attached');
  expect(whole).not.toContain('no content');
  expect(estimate(100)).not.toContain('Files of');
});

test('a large source is marked, and a rate card gives a price', () => {
  const rates = { currency: 'EUR', fixed: '1000', perThousandRecords: '1', factor: { A: 1, B: 2, C: 3 } };
  const text = estimate(3_000_000, rates);
  expect(text).toContain('this migration is scoped individually');
  expect(text).toContain('Price by the rate card of the engagement: 8,000.00 EUR.');
});
