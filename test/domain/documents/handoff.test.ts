import { handoffDocument } from '../../../domain/documents/handoff.ts';
import { handoffObjects } from '../../../schemas/terms.ts';

test('the handoff lists what a CRM can not hold, as of one moment', () => {
  expect(
    handoffDocument({
      engagement: 'demo',
      customer: 'Northwind',
      isDryRun: false,
      encrypted: [],
      takenAt: '2026-01-01T00:00:00Z',
      objects: [
        { object: 'ocs_buckets', rows: 10_000, file: 'billing/ocs-buckets.csv', sha256: 'c0ffee' },
        { object: 'hss_records', rows: 5_000, file: null, sha256: null },
      ],
      extractedAt: null,
      lists: [],
      teams: [{ team: 'billing', files: 1, sha256: 'ba11' }],
    }),
  ).toBe(
    [
      '# Handoff of Northwind',
      '',
      '15,000 records stay with network and billing operations. Their figures and files are of one snapshot of the source, taken at 2026-01-01T00:00:00Z. What the folder admin says of Zoho was read afterwards. Each team has a folder with its files; `cover.md` and `cover.pdf` in it say what they are.',
      '',
      '## Folders',
      '',
      '| Folder | For | Files | SHA-256 of its inventory.json |',
      '| --- | --- | ---: | --- |',
      '| billing | billing operations | 1 | `ba11` |',
      '',
      '## Inventory',
      '',
      '| Source object | Records | File | SHA-256 |',
      '| --- | ---: | --- | --- |',
      '| ocs_buckets | 10,000 | billing/ocs-buckets.csv | `c0ffee` |',
      '| hss_records | 5,000 | counted only |  |',
      '',
      'Not in the source profile, so not counted: pcrf_rules, usage_records, tax_rules, network_elements.',
      '',
      '## Not in clear',
      '',
      'Credentials of subscribers are in files that are encrypted for the network team, or only counted; `network/cover.md` says which. Usage records are given as totals, not one by one.',
      '',
    ].join('\n'),
  );
});

test('the lists of the mapping are shown with what they were made from', () => {
  const text = handoffDocument({
    ...{
      engagement: 'demo',
      customer: 'Northwind',
      isDryRun: false,
      encrypted: [],
      takenAt: '2026-01-02',
      objects: [],
      extractedAt: '2026-01-01',
    },
    teams: [],
    lists: [
      {
        ...{ list: 'pricing_rules', read: 60, rows: 1_020, kinds: { discount: 1_014, formula: 6 } },
        ...{ file: 'product/pricing-rules.csv', sha256: 'c0ffee' },
      },
    ],
  });
  expect(text).toContain('taken at 2026-01-02. The lists of the mapping are of the extraction of 2026-01-01. What');
  expect(text).toContain('made from the extraction of 2026-01-01');
  expect(text).toContain(
    '| pricing rules | 60 | 1,020 | 1,014 discount, 6 formula | product/pricing-rules.csv | `c0ffee` |',
  );
});

test('records of HSS and AAA that are handed over encrypted are not shown as counted only', () => {
  const text = handoffDocument({
    ...{ engagement: 'demo', customer: 'Northwind', isDryRun: true, takenAt: '2026-01-02', extractedAt: null },
    ...{ lists: [], teams: [], encrypted: ['network/credentials-aaa.csv.age'] },
    objects: [{ object: 'hss_records', rows: 5, file: null, sha256: null }],
  });
  expect(text).toContain('| hss_records | 5 | network/credentials-aaa.csv.age (encrypted) |');
  expect(text).toContain('# Dry run of the handoff of Northwind');
});

test('a handoff of all objects names none as missing', () => {
  const objects = handoffObjects.map((object) => ({ object, rows: 1, file: null, sha256: null }));
  const about = {
    engagement: 'demo',
    customer: 'Northwind',
    isDryRun: false,
    encrypted: [],
    takenAt: '2026-01-01T00:00:00Z',
  };
  const document = handoffDocument({ ...about, objects, lists: [], teams: [], extractedAt: null });
  expect(document).not.toContain('Not in the source profile');
});
