import { sampleFiles } from '../../../domain/estimate/files.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
  modules: {
    Attachments: {
      sources: [
        { object: 'documents', fields: { Parent_Id: { from: 'owner', lookup_from: 'object', required: true } } },
        {
          object: 'documents',
          route: { field: 'kind', in: ['bill'] },
          fields: { Parent_Id: { from: 'invoice', lookup: 'invoices', required: true } },
        },
      ],
    },
  },
});

test('files are counted by what they hang on', () => {
  const found = sampleFiles(mapping, 5);
  const rows = [
    { kind: 'bill', invoice: 'I1' },
    { kind: 'identity', owner: 'S1', object: 'subscribers' },
    { kind: 'bill', invoice: 'I2' },
    { kind: 'photo', owner: 'D1', object: 'dealers' },
  ];
  for (const row of rows) found.add(row);
  expect(found.groups()).toEqual([
    { object: 'invoices', files: 2, sample: [rows[0], rows[2]] },
    { object: 'subscribers', files: 1, sample: [rows[1]] },
    { object: null, files: 1, sample: [rows[3]] },
  ]);
});

test('files that the mapping leaves out are not counted', () => {
  const bills = Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Attachments: {
        sources: [
          {
            object: 'documents',
            fields: {},
            exclude: [{ when: { field: 'kind', in: ['photo'] }, reason: 'no photos' }],
          },
        ],
      },
    },
  });
  const found = sampleFiles(bills, 5);
  for (const kind of ['bill', 'photo']) found.add({ kind });
  expect(found.groups()).toEqual([{ object: null, files: 1, sample: [{ kind: 'bill' }] }]);
});

test('a sample is spread evenly over all rows, however many there are', () => {
  const found = sampleFiles(mapping, 5);
  for (let number = 0; number < 100; number += 1) found.add({ kind: 'bill', invoice: String(number) });
  const [{ files, sample } = { files: 0, sample: [] }] = found.groups();
  expect(files).toBe(100);
  expect(sample.map((row) => row['invoice'])).toEqual(['0', '32', '64', '96']);
});

test('a rule that does not say what a file hangs on yet counts its files nevertheless', () => {
  const sources = [{ ...mapping.modules['Attachments']!.sources[0]!, fields: {} }];
  const found = sampleFiles({ modules: { Attachments: { ...mapping.modules['Attachments']!, sources } } }, 5);
  found.add({ kind: 'photo' });
  expect(found.groups()).toEqual([{ object: null, files: 1, sample: [{ kind: 'photo' }] }]);
});

test('rows without a route, and mappings without files, have none', () => {
  const bills = {
    Attachments: { ...mapping.modules['Attachments']!, sources: [mapping.modules['Attachments']!.sources[1]!] },
  };
  for (const modules of [{}, bills]) {
    const found = sampleFiles({ modules }, 5);
    found.add({ kind: 'photo' });
    expect(found.groups()).toEqual([]);
  }
});
