import { qualityPage } from '../../../domain/documents/quality-page.ts';
import { qualityDocument, qualitySection } from '../../../domain/documents/quality.ts';
import type { QualityReport, RuleResult } from '../../../schemas/quality.ts';

const rule = (changes: Partial<RuleResult>): RuleResult => ({
  id: 'DQ15',
  sentence: 'Records refer to nothing.',
  severity: 'blocks',
  treatment: 'They are rejected.',
  notChecked: null,
  rows: 0,
  findings: [],
  adds: [],
  ...changes,
});
const orphans = rule({
  rows: 3,
  findings: [{ object: 'subscribers', field: 'account_no', detail: null, rows: 3, samples: ['S1', 'S2'] }],
  adds: [
    { object: 'orders', rows: 1_204 },
    { object: 'subscribers', rows: 1 },
  ],
});
const nameless = rule({
  id: 'DQ02',
  sentence: 'Customers have no name.',
  rows: 9,
  findings: [{ object: 'subscribers', field: null, detail: 'no name', rows: 9, samples: [] }],
});
const phones = rule({
  id: 'DQ06',
  sentence: 'Phones are odd.',
  severity: 'fixed',
  treatment: 'They are converted.',
  rows: 5,
});
const sound = rule({ id: 'DQ16', sentence: 'Records are their own parents.', severity: 'warns' });
const left = rule({ id: 'DQ29', notChecked: 'Buckets are not staged.' });
const report: QualityReport = {
  engagement: 'demo',
  customer: 'Delta Telecom',
  takenAt: '2026-03-01T09:00:00Z',
  rules: [nameless, phones, orphans, sound, left],
  objects: [
    { object: 'subscribers', rows: 5_000, blocked: 12, dependants: 0 },
    { object: 'orders', rows: 20_000, blocked: 0, dependants: 1_204 },
    { object: 'notes', rows: 10, blocked: 0, dependants: 0 },
  ],
};

test('of records of which a rule keeps out some, the documents say how many', () => {
  const some = {
    ...report,
    rules: [
      { ...nameless, rows: 33, blocked: 2 },
      { ...phones, blocked: 1 },
    ],
  };
  expect(qualitySection(some)).toContain('| 33 | 2 records not loaded, 31 others loaded, to be looked at |');
  expect(qualityDocument(some)).toContain('DQ02: 2 records, not loaded; 31 others, loaded, to be looked at\n');
  expect(qualityDocument(some)).toContain('DQ06: 1 record, not loaded; 4 others, corrected\n');
  expect(qualityPage(some, [])).toContain(
    'DQ02: 2 records, <b class="blocks">not loaded</b>; 31 others, <b class="warns">loaded, to be looked at</b>',
  );
  const all = { ...report, rules: [{ ...nameless, blocked: 9 }] };
  expect(qualityDocument(all)).toContain('DQ02: 9 records, not loaded\n');
});

test('the scope document says how many rules were checked, what they found, and which were left out', () => {
  expect(qualitySection(report).split('\n')).toEqual([
    '## Data quality',
    '',
    '4 rules were checked; 3 found something. 1 rule was not checked. The document `quality` lists fields and ids.',
    '',
    '| Rule | What is wrong | Records | In the load | What to do |',
    '| --- | --- | ---: | --- | --- |',
    '| DQ02 | Customers have no name. | 9 | not loaded | They are rejected. |',
    '| DQ15 | Records refer to nothing. | 3 | not loaded | They are rejected. |',
    '| DQ06 | Phones are odd. | 5 | corrected | They are converted. |',
    '',
    '| Source object | Records | Kept out by these rules | Kept out by a missing record |',
    '| --- | ---: | ---: | ---: |',
    '| subscribers | 5,000 | 12 | 0 |',
    '| orders | 20,000 | 0 | 1,204 |',
    '',
    'These are the records that the rules above found, and those, files among them, that refer to a record that is not loaded, because of a rule or because the mapping leaves it out. What the mapping itself leaves out, and what is merged, is not in these figures; the report of each phase of the rehearsal counts every record.',
    '',
    'Not checked:',
    '',
    '- DQ29: Buckets are not staged.',
  ]);
});

test('where all rules were checked and found nothing, the scope document says so', () => {
  expect(qualitySection({ ...report, rules: [sound], objects: [] })).toBe(
    '## Data quality\n\n1 rule was checked; 0 found something. No rule was left out. The document `quality` lists fields and ids.',
  );
});

test('each rule that found something has a section with its effect, its fields and a few ids', () => {
  const document = qualityDocument(report);
  expect(document).toContain(
    '## DQ15: 3 records, not loaded\n\nRecords refer to nothing. They are rejected.\n\n' +
      'Correcting this alone adds 1,204 records of orders, 1 record of subscribers.\n\n' +
      '| Source object | Field | Case | Records | For example |\n| --- | --- | --- | ---: | --- |\n' +
      '| subscribers | account_no |  | 3 | S1, S2 |',
  );
  expect(document).toContain('Correcting this alone adds no record, because other rules block the same records.');
  expect(document).toContain('| subscribers | the record | no name | 9 |  |');
  const required = { ...phones, adds: [{ object: 'subscribers' as const, rows: 2 }] };
  expect(qualityDocument({ ...report, rules: [required] })).toContain('alone adds 2 records of subscribers.');
  expect(document).toContain('## DQ06: 5 records, corrected\n\nPhones are odd. They are converted.');
});

test('rules that found nothing, and rules that were not checked, are listed apart', () => {
  const document = qualityDocument(report);
  expect(document).toContain('## Found nothing\n\n- DQ16: Records are their own parents.');
  expect(document).toContain('## Not checked\n\n- DQ29: Buckets are not staged.');
  expect(document).not.toContain('DQ16: 0');
});

test('what a rule could not check is listed with the rules that were not checked', () => {
  const partly = { ...orphans, unread: 'No value of invoices.due can be read as a date.' };
  expect(qualityDocument({ ...report, rules: [partly, { ...sound, unread: null }] })).toContain(
    '## Not checked\n\n- DQ15, in part: No value of invoices.due can be read as a date.',
  );
});

test('what a rule did not look at stands beside what it found, and beside nothing found', () => {
  const unread = 'Of notes.body, texts of more than 32,000 characters were not looked at: 2.';
  const rules = [
    { ...orphans, unread },
    { ...sound, unread },
  ];
  const document = qualityDocument({ ...report, rules });
  expect(document).toContain(`\n\nChecked in part: ${unread}\n\n| Source object |`);
  expect(document).toContain('- DQ16: Records are their own parents. (Checked in part.)');
  expect(qualityPage({ ...report, rules }, [])).toContain(`Checked in part: ${unread}</p>`);
});

test('what no rule looked at is listed first', () => {
  const limits = ['subscribers has 3 custom fields more than the 200 that were looked at.'];
  expect(qualitySection({ ...report, limits })).toContain(`Not checked:\n\n- ${limits[0]}\n- DQ29`);
});

test('a source without blocked records can be loaded as a whole', () => {
  expect(qualityDocument({ ...report, rules: [sound], objects: [] })).toContain(
    'These rules found no record that can not be loaded.',
  );
});
