import { spotCheckDocument } from '../../../domain/documents/spot-check.ts';
import type { SpotCheckSheet } from '../../../schemas/spot-check.ts';

const record = (
  no: number,
  changes: Partial<SpotCheckSheet['records'][number]> = {},
): SpotCheckSheet['records'][number] => ({
  no,
  key: `crm:invoices:${no}`,
  module: 'Invoices',
  outcome: 'created',
  isRandom: true,
  traits: [],
  verdict: 'right',
  note: '',
  judgedBy: 'fay@northwind.example',
  differingFields: [],
  ...changes,
});
const sheet = (changes: Partial<SpotCheckSheet> = {}): SpotCheckSheet => ({
  engagement: 'demo',
  environment: 'sandbox',
  run: 'full-1',
  seed: 'abc',
  population: 1_200,
  finishedAt: '2026-11-26T10:00:00.000Z',
  finishedBy: 'fay@northwind.example',
  random: { right: 30, wrong: 0 },
  chosen: { right: 0, wrong: 0 },
  records: [record(1)],
  ...changes,
});

test('the sheet says what the random part proves, and of how many records', () => {
  const text = spotCheckDocument(sheet());
  expect(text).toContain('People compared 30 records with the source: 30 right, 0 wrong.');
  expect(text).toContain('30 of 30 randomly drawn records are right');
  expect(text).toContain('drawn from 1,200 records in Zoho with the seed `abc`');
  expect(text).not.toContain('Wrong records');
  expect(text).not.toContain('count apart');
});

test('records that were chosen because they are unusual count apart', () => {
  const text = spotCheckDocument(sheet({ chosen: { right: 17, wrong: 1 } }));
  expect(text).toContain(
    '18 records were chosen because something is unusual about them, and count apart: 17 right, 1 wrong.',
  );
});

test('wrong records are listed first, with the note and the fields that differ', () => {
  const text = spotCheckDocument(
    sheet({
      records: [
        record(1, { verdict: 'wrong', note: 'Old price.', differingFields: ['Unit_Price', 'Tax'] }),
        record(2, { verdict: 'wrong', isRandom: false, traits: ['merged in Invoices'] }),
      ],
    }),
  );
  expect(text).toContain('- `crm:invoices:1`: Old price. Zoho differs in Unit_Price, Tax.');
  expect(text).toContain('- `crm:invoices:2`: no note.');
  expect(text).toContain('| 2 | crm:invoices:2 | Invoices | created | merged in Invoices | wrong |');
});
