import { receiptDocument, receiptVerdict } from '../../../domain/documents/receipt.ts';
import type { Receipt } from '../../../schemas/report.ts';

const receipt: Receipt = {
  engagement: 'demo',
  environment: 'sandbox',
  run: 'full-1',
  scanned: { bodies: 10, values: 1_000, tokens: 3_000 },
  known: { total: 2, counts: { imsi: 2, mac: 0 }, refused: { imsi: 7, mac: 0 } },
  withheld: [{ object: 'subscribers', field: 'remarks', rule: 'own-imsi', count: 3, sample: 'subscribers:SUB-1' }],
  suspicious: [],
  readBack: { values: 900, hits: 0 },
};

test('the receipt lists what the guard knows, scanned and withheld', () => {
  const text = receiptDocument(receipt);
  expect(text).toContain('3 values withheld. The scan of what Zoho holds found no network identifier.');
  expect(text).toMatch(/imsi \| 2 \| 7/);
  expect(text).not.toContain('mac');
  expect(text).toContain('subscribers | remarks | own-imsi');
  expect(text).toContain('900 values of the verified records and of their lines were scanned again: 0 hits.');
  expect(text).not.toContain('For people to decide');
});

test('the receipt says of how many files the content was not scanned', () => {
  const text = (scanned: number, unscanned: number) =>
    receiptDocument({ ...receipt, files: { scanned, unscanned, bytes: 3 * 2 ** 20 } });
  expect(text(1, 2)).toContain(
    '3 files with 3.0 MB hang on records. Their names were scanned, and the content of 1 text.',
  );
  expect(text(1, 2)).toContain("**The content of 2 files can't be scanned**");
  expect(text(1, 0)).not.toContain("can't be scanned");
  expect(text(0, 0)).not.toContain('## Files');
});

test('a hit in Zoho is the first thing that the receipt says', () => {
  expect(receiptVerdict({ ...receipt, readBack: { values: 900, hits: 1 } })).toBe(
    '**1 network identifier found in Zoho.** 3 values withheld.',
  );
});

test('without lists, values or a reading the receipt says so', () => {
  const text = receiptDocument({
    ...receipt,
    known: { total: 0, counts: {}, refused: {} },
    withheld: [],
    suspicious: [{ object: 'orders', field: 'note', rule: 'card-run', count: 1, sample: 'orders:1' }],
    readBack: null,
  });
  expect(text).toContain('0 values withheld. Zoho was not read back yet.');
  expect(text).toContain('The guard works by rules alone');
  expect(text).toContain('No value was withheld.');
  expect(text).toContain('These values may be payment cards');
  expect(text).toContain('No module was read back yet.');
});

test('an unusable value of a kind without counts is not invented', () => {
  const text = receiptDocument({ ...receipt, known: { total: 2, counts: { imsi: 2 }, refused: {} } });
  expect(text).toMatch(/imsi \| 2 \| 0/);
});
