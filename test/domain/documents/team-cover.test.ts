import { credentialsSection, teamCover } from '../../../domain/documents/team-cover.ts';

const about = {
  ...{ engagement: 'demo', customer: 'Northwind', isDryRun: false, takenAt: '2026-01-02', extractedAt: null },
} as const;

test('the cover says what a team gets, by what it checks it, and what is missing', () => {
  const files = [
    {
      ...{ file: 'product/bundles.csv', what: 'components', rows: 1_200, kinds: { component: 1_200 } },
      ...{ sha256: 'c0ffee', from: 'extraction' as const },
    },
  ];
  const counts = [{ what: 'products', rows: 60 }];
  const inventory = {
    ...about,
    extractedAt: '2026-01-01',
    team: 'product' as const,
    files,
    counts,
    notes: ['Check it.'],
  };
  expect(teamCover(inventory, '## More\n\nof it')).toBe(
    [
      '# Handoff of Northwind to product management',
      '',
      'Conditional prices are not migrated. Use these files to set up pricing rules and bundles.',
      '',
      'Taken from the source at 2026-01-02. Lists from the extraction are those of 2026-01-01.',
      '',
      '## Read first',
      '',
      '- Check it.',
      '',
      '## Files',
      '',
      '| File | What is in it | Rows | Of these | From | SHA-256 |',
      '| --- | --- | ---: | --- | --- | --- |',
      '| bundles.csv | components | 1,200 | 1,200 component | the extraction | `c0ffee` |',
      '',
      '`inventory.json` has the same figures and digests for programs. All files are evidence of the gate acceptance. "portage documents export --xlsx" writes the tables as workbooks, too.',
      '',
      '## Counts',
      '',
      '| What | Records |',
      '| --- | ---: |',
      '| products | 60 |',
      '',
      '## More',
      '',
      'of it',
      '',
    ].join('\n'),
  );
});

test('the cover of a dry run says that it is none to work with, and no evidence', () => {
  const file = { file: 'admin/created.csv', what: 'fields', rows: 2, sha256: 'c0ffee', from: 'migration' as const };
  const text = teamCover({ ...about, isDryRun: true, team: 'admin', files: [file], counts: [], notes: [] });
  expect(text).toContain('# Dry run of the handoff of Northwind');
  expect(text).toContain('in the sandbox. Do not work with these files');
  expect(text).toContain('no evidence');
  expect(text).not.toContain('evidence of the gate acceptance');
});

test('an empty folder says that there is no extraction', () => {
  const text = teamCover({ ...about, team: 'network', files: [], counts: [], notes: [] });
  expect(text).toContain('There is no extraction yet.');
  expect(text).not.toContain('##');
});

test('a file without kinds is shown without them', () => {
  const file = { file: 'network/a.csv', what: 'all', rows: 1, sha256: 'c0ffee', from: 'source' as const };
  expect(teamCover({ ...about, team: 'network', files: [file], counts: [], notes: [] })).toContain(
    '| a.csv | all | 1 |  | the source | `c0ffee` |',
  );
});

test('credentials are shown by what they are and what uses them', () => {
  const credentials = [{ credential: 'Ki', algorithm: 'Milenage', rows: 5 }];
  const text = credentialsSection([
    { list: 'aaa', place: 'HSS', rows: 5, withoutSubscriber: 2, credentials },
    { list: 'sim', place: 'Cards', rows: 0, withoutSubscriber: 0, credentials: [] },
  ]);
  expect(text).toContain('| Ki | Milenage | 5 |');
  expect(text).toContain('**2 rows do not say whose they are.**');
  expect(text).toContain('Cards (list sim): 0 rows.');
  expect(text).toContain('`age --decrypt --identity KEY FILE`');
  expect(credentialsSection([])).toBe('');
});
