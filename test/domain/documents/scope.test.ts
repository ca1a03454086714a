import { scopeDocument } from '../../../domain/documents/scope.ts';
import type { Scope } from '../../../schemas/report.ts';

const scope: Scope = {
  engagement: 'delta-telecom',
  customer: 'Delta Telecom',
  takenAt: '2026-03-01T09:00:00Z',
  objects: [
    { object: 'billing_accounts', rows: 2_000, columns: 18, destination: 'Accounts' },
    { object: 'subscribers', rows: 5_000, columns: 22, destination: 'Contacts, Accounts' },
  ],
  kept: [{ object: 'notes', rows: 250 }],
  quality: [{ object: 'subscribers', rule: 'two records with the same e-mail', rows: 12 }],
  customFields: [{ object: 'subscribers', name: 'loyalty_tier', type: 'picklist' }],
  handoff: [{ object: 'usage_records', rows: 90_000 }],
};

test('the first sentence says how much moves and how much is handed off', () => {
  expect(scopeDocument(scope)).toContain(
    "# Scope of Delta Telecom\n\n7,000 records of 2 objects move to Zoho CRM; 90,000 records can't be held by a CRM " +
      'and are handed off instead.',
  );
});

test('objects, what is kept, quality, custom fields and handoff have a table each', () => {
  const document = scopeDocument(scope);
  expect(document).toContain('| subscribers | 5,000 | 22 | Contacts, Accounts |');
  expect(document).toContain('| notes | 250 |');
  expect(document).toContain('| subscribers | two records with the same e-mail | 12 |');
  expect(document).toContain('| subscribers | loyalty_tier | picklist |');
  expect(document).toContain('| usage_records | 90,000 |');
});

test('clean data is said in words, and sections without content are left out', () => {
  const document = scopeDocument({ ...scope, kept: [], quality: [], customFields: [] });
  expect(document).toContain('No rule found anything to complain about.');
  expect(document).not.toContain('Custom fields found');
  expect(document).not.toContain('What is kept');
});

test('the document has its sections in the order in which people read them', () => {
  expect(scopeDocument(scope).split('\n').slice(2)).toEqual([
    "7,000 records of 2 objects move to Zoho CRM; 90,000 records can't be held by a CRM and are handed off instead.",
    '',
    'Engagement `delta-telecom`, taken at 2026-03-01T09:00:00Z.',
    '',
    '## What moves',
    '',
    '| Source object | Records | Fields | Becomes |',
    '| --- | ---: | ---: | --- |',
    '| billing_accounts | 2,000 | 18 | Accounts |',
    '| subscribers | 5,000 | 22 | Contacts, Accounts |',
    '',
    '## What is kept',
    '',
    'Extracted with the others and kept in staging; it is not written to Zoho CRM.',
    '',
    '| Source object | Records |',
    '| --- | ---: |',
    '| notes | 250 |',
    '',
    '## Data quality',
    '',
    'Each line says how many records a rule found, before anything is moved.',
    '',
    '| Source object | Rule | Records |',
    '| --- | --- | ---: |',
    '| subscribers | two records with the same e-mail | 12 |',
    '',
    '## Custom fields found',
    '',
    '| Source object | Field | Type |',
    '| --- | --- | --- |',
    '| subscribers | loyalty_tier | picklist |',
    '',
    '## What is handed off',
    '',
    '| Source object | Records |',
    '| --- | ---: |',
    '| usage_records | 90,000 |',
    '',
  ]);
});
