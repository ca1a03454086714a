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

test('a preview lists exactly what will be deleted, in the order of deletion', () => {
  expect(rollbackDocument(preview, 'preview')).toBe(
    [
      '# Preview of the rollback of production',
      '',
      'A rollback deletes 14,100 records and 3 custom fields that the engagement created in production. It deletes ' +
        'nothing else. Nothing was changed yet.',
      '',
      'Engagement `delta-telecom`, runs: `full-1`, `delta-1`.',
      '',
      '## Records, in the order of deletion',
      '',
      '| Module | To delete | Deleted | Deleted before | Rejected by Zoho |',
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

test('there is nothing to roll back if nothing was created', () => {
  const nothing = { ...preview, runs: [], modules: [], fields: [] };
  expect(rollbackVerdict(nothing, 'preview')).toBe('There is nothing to roll back in production.');
  expect(rollbackDocument(nothing, 'preview')).toContain('runs: none.');
});

test('the document of a complete rollback says what was deleted', () => {
  const modules: RollbackReport['modules'] = [
    { module: 'Contacts', toDelete: 0, deleted: 12_098, alreadyGone: 2, failed: 0 },
  ];
  const document = rollbackDocument({ ...preview, modules, fields: [] }, 'done');
  expect(document).toContain('# Rollback of production');
  expect(document).toContain(
    'The rollback is complete: 12,098 records deleted from production, 2 had been deleted before.',
  );
});

test('the document of an incomplete rollback says so in its first sentence', () => {
  const modules: RollbackReport['modules'] = [
    { module: 'Contacts', toDelete: 4, deleted: 12_096, alreadyGone: 0, failed: 4 },
  ];
  const document = rollbackDocument({ ...preview, modules }, 'done');
  expect(document).toContain('**The rollback is not complete**');
  expect(document).toContain('4 records could not be deleted.');
  expect(document).toContain('| Module | Remaining | Removed |');
});

test('custom fields alone are worth a rollback, and those that are gone stay listed', () => {
  const fields: RollbackReport['fields'] = [{ module: 'Contacts', toRemove: 1, removed: 2 }];
  expect(rollbackVerdict({ ...preview, modules: [], fields }, 'preview')).toContain(
    'A rollback deletes 0 records and 1 custom field',
  );
  const document = rollbackDocument({ ...preview, fields: [{ module: 'Contacts', toRemove: 0, removed: 1 }] }, 'done');
  expect(document).toContain('| Module | Remaining | Deleted | Deleted before | Rejected by Zoho |');
  expect(document).toContain('| Module | Remaining | Removed |\n| --- | ---: | ---: |\n| Contacts | 0 | 1 |');
});
