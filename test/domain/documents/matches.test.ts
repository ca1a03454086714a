import { matchesDocument, matchesText } from '../../../domain/documents/matches.ts';
import type { MatchPlan } from '../../../schemas/match.ts';

const plan: MatchPlan = {
  environment: 'production',
  groups: [{ module: 'Accounts', rule: 'tax number', adopt: 1, apart: 2, ask: 1 }],
  fields: [
    { module: 'Accounts', field: 'Phone', rule: 'source', overwritten: 1, filled: 2, left: 0, same: 3 },
    { module: 'Accounts', field: 'Fax', rule: 'fill_blanks', overwritten: 0, filled: 0, left: 0, same: 0 },
    { module: 'Accounts', field: 'Website', rule: 'zoho', overwritten: 0, filled: 0, left: 4, same: 0 },
  ],
  read: [{ module: 'Accounts', records: 500 }],
  remarks: ['Contacts: no survey'],
  open: [{ why: 'severalInZoho', count: 1 }],
  dependants: [{ module: 'Invoices', waiting: 12, withoutLookup: 3 }],
};

test('the document has each rule, what happens to each field, and why matches are open', () => {
  const text = matchesDocument(plan);
  expect(text).toContain('1 record adopted, 2 matches kept apart, 1 match is open.');
  expect(text).toContain('| Accounts | tax number | 4 | 1 | 2 | 1 |');
  expect(text).toContain('| Accounts | Phone | source wins | 1 | 2 | 0 | 3 |');
  expect(text).toContain('| Accounts | Website | Zoho wins | 0 | 0 | 4 | 0 |');
  expect(text).toContain('| several records in Zoho match | 1 |');
  expect(text).toContain('| Invoices | 12 | 3 |');
  expect(text).toContain('until a person decides');
  expect(text).toContain('- Contacts: no survey');
});

test('without matches it says so', () => {
  expect(matchesText([])).toBe('');
  const text = matchesDocument({ ...plan, groups: [], fields: [], read: [], remarks: [], open: [], dependants: [] });
  expect(text).toContain('No record of the source matches a record in Zoho.');
  expect(text).not.toContain('until a person decides');
  expect(text).not.toContain('##');
});
