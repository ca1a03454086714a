import { extractionDocument, extractionRemarks } from '../../../domain/documents/extraction.ts';
import type { Manifest } from '../../../schemas/manifest.ts';

const object = {
  object: 'invoices' as const,
  path: 'x/full-1/invoices.csv',
  rows: 300,
  sourceRows: 300,
  unsound: 0,
  remarks: [],
  bytes: 1,
  sha256: 'a',
  columns: [],
};
const manifestOf = (...objects: Partial<Manifest['objects'][number]>[]): Manifest => ({
  name: 'x/full-1',
  snapshot: 'S',
  takenAt: '2026-01-05T00:00:00Z',
  profileDigest: 'p',
  contentDigest: 'c0ffee',
  objects: objects.map((one) => ({ ...object, ...one })),
});

test('the extraction document lists remarks, bad rows and the source’s own count', () => {
  const bad = { rows: 2, path: 'b', bytes: 1, sha256: 'b' };
  const remarks = ['the server counts 220 records, but returned 300 different ones'];
  const manifest = manifestOf({ remarks, sourceRows: 220 }, { object: 'orders', rows: 9, sourceRows: 11, bad });
  expect(extractionDocument({ engagement: 'delta', customer: 'Delta', manifest })).toBe(
    '# Extraction of Delta\n\n' +
      '309 records of 2 source objects were extracted. 2 remarks, listed below.\n\n' +
      'Engagement `delta`, extraction `x/full-1`, snapshot of 2026-01-05T00:00:00Z, content digest `c0ffee`.\n\n' +
      '## Remarks\n\n' +
      '- invoices: the server counts 220 records, but returned 300 different ones\n' +
      "- orders: 2 rows can't be read and will be rejected\n\n" +
      '## Source objects\n\n' +
      '| Source object | Extracted | Counted by the source | Can’t be read | Without a key of their own |\n' +
      '| --- | ---: | ---: | ---: | ---: |\n' +
      '| invoices | 300 | 220 | 0 | 0 |\n' +
      '| orders | 9 | 11 | 2 | 0 |\n',
  );
});

test('a difference that no remark explains is a remark itself', () => {
  expect(extractionRemarks(manifestOf({ sourceRows: 301 }))).toEqual([
    'invoices: the source counts 301 records, but 300 were extracted',
  ]);
});

test('an extraction without remarks is described as such', () => {
  const text = extractionDocument({ engagement: 'delta', customer: 'Delta', manifest: manifestOf({}) });
  expect(text).toContain('300 records of 1 source object were extracted. Nothing was unusual.');
  expect(text).not.toContain('## Remarks');
});
