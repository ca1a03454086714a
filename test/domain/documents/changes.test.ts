import { conflictsDocument, vanishedDocument } from '../../../domain/documents/changes.ts';

const run = { engagement: 'demo', environment: 'production', run: 'delta-1' } as const;

test('conflicts are listed with their rule and result, and without values', () => {
  const one = { module: 'Contacts', key: 'acme:subscribers:S1', field: 'Phone', rule: 'ask' };
  const text = conflictsDocument(run, [
    { ...one, state: 'open', zohoId: '1', editedAt: '2026-03-02T09:00:00Z', editedBy: '42' },
    { ...one, state: 'left', zohoId: null, editedAt: null, editedBy: null },
  ]);
  expect(text).toContain('2 fields were changed both in the source and by people in Zoho since the last load.');
  expect(text).toContain("keeps Zoho's value until people decide");
});

test('records without a source row are listed with what happened to them', () => {
  const one = { module: 'Contacts', key: 'acme:subscribers:S1', why: 'vanished from the source', rule: 'ask' };
  const text = vanishedDocument(run, [
    { ...one, zohoId: '1', result: null },
    { ...one, zohoId: null, result: 'kept' },
  ]);
  expect(text).toContain('2 records in Zoho no longer have a source row.');
  expect(text).toContain('waits for a decision');
  expect(text).toContain('stays in Zoho');
  expect(vanishedDocument(run, [{ ...one, zohoId: '1', result: 'gone' }])).toContain(
    '1 record in Zoho no longer has a',
  );
});
