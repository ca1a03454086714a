import { schemaDocument } from '../../../domain/documents/schema.ts';

test('the document about the schema lists created fields and added values', () => {
  const changes = [
    { module: 'Accounts', field: 'Portage_Key', value: '' },
    { module: 'Accounts', field: 'Segment', value: 'SOHO' },
    { module: 'Accounts', field: 'Segment', value: 'Wholesale' },
  ];
  expect(schemaDocument({ engagement: 'delta', environment: 'sandbox' }, changes, [])).toBe(
    [
      '# Custom fields in sandbox',
      '',
      'The engagement created 1 custom field and added 2 values to pick lists of fields that existed. A rollback removes what no record uses.',
      '',
      'Engagement `delta`.',
      '',
      '| Module | Field | Added value |',
      '| --- | --- | --- |',
      '| Accounts | Portage_Key |  |',
      '| Accounts | Segment | SOHO |',
      '| Accounts | Segment | Wholesale |',
      '',
    ].join('\n'),
  );
});

test('the document about the schema names created modules, and that they stay', () => {
  const changes = [
    { module: 'Items', field: '', value: '' },
    { module: 'Items', field: 'Portage_Key', value: '' },
  ];
  const text = schemaDocument({ engagement: 'delta', environment: 'sandbox' }, changes, []);
  expect(text).toContain('created 1 custom field and added 0 values');
  expect(text).toContain(
    "It created the modules Items. Zoho's API can not delete a module: an administrator deletes it in Zoho.",
  );
  expect(text).not.toContain('| Items |  |');
});

test('the document about the schema lists values that Zoho did not take into a list', () => {
  const refused = [{ module: 'Calls', field: 'Call_Type', values: ['Text'] }];
  expect(schemaDocument({ engagement: 'delta', environment: 'sandbox' }, [], refused)).toContain(
    '- Calls.Call_Type: Text',
  );
});

test('the document about the schema names created sections', () => {
  const changes = [{ module: 'Accounts', field: '', value: 'Migrated' }];
  const text = schemaDocument({ engagement: 'delta', environment: 'sandbox' }, changes, []);
  expect(text).toContain('It created the section "Migrated" on the first layout of Accounts.');
  expect(text).toContain('created 0 custom fields and added 0 values');
});

test('the document about the schema names created tags, which are no values of pick lists', () => {
  const text = schemaDocument(
    { engagement: 'delta', environment: 'sandbox' },
    [{ module: 'Accounts', field: 'Tag', value: 'Gold' }],
    [],
  );
  expect(text).toContain('created 0 custom fields and added 0 values');
  expect(text).toContain('It created the tag "Gold" of Accounts.');
  expect(text).not.toContain('| Tag |');
});
