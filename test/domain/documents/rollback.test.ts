import { rollbackDocument, rollbackVerdict } from '../../../domain/documents/rollback.ts';
import type { RollbackReport } from '../../../schemas/engagement.ts';

const preview: RollbackReport = {
  engagement: 'delta-telecom',
  environment: 'production',
  runs: ['full-1', 'delta-1'],
  modules: [
    { module: 'Contacts', toDelete: 12_100, deleted: 0, alreadyGone: 0, failed: 0 },
    { module: 'Accounts', toDelete: 2_000, deleted: 0, alreadyGone: 0, failed: 0 },
  ],
  fields: [
    { module: 'Contacts', toRemove: 3, removed: 0 },
    { module: 'Accounts', toRemove: 0, removed: 0 },
  ],
};

test('a preview says exactly what will be deleted, in the order of undoing', () => {
  expect(rollbackDocument(preview, 'preview')).toBe(
    [
      '# Preview of the rollback of production',
      '',
      'A rollback deletes 14,100 records and 3 custom fields that the engagement created in production, and nothing ' +
        'else. Nothing has been changed yet.',
      '',
      'Engagement `delta-telecom`, runs: `full-1`, `delta-1`.',
      '',
      '## Records, in the order of undoing',
      '',
      '| Module | To delete | Deleted | Already gone | Refused by Zoho |',
      '| --- | ---: | ---: | ---: | ---: |',
      '| Contacts | 12,100 | 0 | 0 | 0 |',
      '| Accounts | 2,000 | 0 | 0 | 0 |',
      '',
      '## Custom fields',
      '',
      '| Module | To remove | Removed |',
      '| --- | ---: | ---: |',
      '| Contacts | 3 | 0 |',
      '',
    ].join('\n'),
  );
});

test('where nothing was created there is nothing to undo', () => {
  const nothing = { ...preview, runs: [], modules: [], fields: [] };
  expect(rollbackVerdict(nothing, 'preview')).toBe('There is nothing to undo in production.');
  expect(rollbackDocument(nothing, 'preview')).toContain('runs: none.');
});

test('a rollback that is done says what is gone', () => {
  const modules: RollbackReport['modules'] = [
    { module: 'Contacts', toDelete: 0, deleted: 12_098, alreadyGone: 2, failed: 0 },
  ];
  const document = rollbackDocument({ ...preview, modules, fields: [] }, 'done');
  expect(document).toContain('# Rollback of production');
  expect(document).toContain('Everything is undone: 12,098 records deleted from production, 2 were gone already.');
});

test('a rollback that could not delete everything says so first', () => {
  const modules: RollbackReport['modules'] = [
    { module: 'Contacts', toDelete: 4, deleted: 12_096, alreadyGone: 0, failed: 4 },
  ];
  const document = rollbackDocument({ ...preview, modules }, 'done');
  expect(document).toContain('**Not everything is undone**');
  expect(document).toContain('4 records could not be deleted.');
  expect(document).toContain('| Module | Left | Removed |');
});

test('custom fields alone are worth a rollback, and those that are gone stay listed', () => {
  const fields: RollbackReport['fields'] = [{ module: 'Contacts', toRemove: 1, removed: 2 }];
  expect(rollbackVerdict({ ...preview, modules: [], fields }, 'preview')).toContain(
    'A rollback deletes 0 records and 1 custom field',
  );
  const document = rollbackDocument({ ...preview, fields: [{ module: 'Contacts', toRemove: 0, removed: 1 }] }, 'done');
  expect(document).toContain('| Module | Left | Deleted | Already gone | Refused by Zoho |');
  expect(document).toContain('| Module | Left | Removed |\n| --- | ---: | ---: |\n| Contacts | 0 | 1 |');
});
