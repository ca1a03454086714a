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
