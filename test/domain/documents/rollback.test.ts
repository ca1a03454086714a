import { rollbackDocument, rollbackVerdict } from '../../../domain/documents/rollback.ts';
import type { RollbackModule, RollbackReport } from '../../../schemas/engagement.ts';
import type { Module } from '../../../schemas/terms.ts';

const counts = (module: Module, changes: Partial<RollbackModule>): RollbackModule => ({
  ...{ module, toDelete: 0, toRestore: 0, deleted: 0, restored: 0, alreadyGone: 0, kept: 0, failed: 0 },
  ...changes,
});

const preview: RollbackReport = {
  engagement: 'delta-telecom',
  environment: 'production',
  runs: ['full-1', 'delta-1'],
  modules: [
    counts('Contacts', { toDelete: 12_100, toRestore: 20, kept: 1 }),
    counts('Accounts', { toDelete: 2_000, kept: 1 }),
  ],
  fields: [
    { module: 'Contacts', toRemove: 3, removed: 0, kept: [{ apiName: 'Tier', why: '2 records use it' }] },
    { module: 'Accounts', toRemove: 0, removed: 0, kept: [] },
  ],
  left: [{ module: 'Contacts', key: 'delta:subscribers:S-1', zohoId: '4876876000001', reason: 'edited by people' }],
  notAsked: ['Quoted_Items.Product_Name'],
  measured: null,
};
const done: RollbackReport = {
  ...preview,
  modules: [counts('Contacts', { deleted: 12_098, restored: 20, alreadyGone: 2 })],
  fields: [{ module: 'Contacts', toRemove: 0, removed: 4, kept: [] }],
  left: [],
  notAsked: [],
  measured: [{ module: 'Contacts', present: 0, compared: 20 }],
};

test('a preview says how many lookups can not be asked, if there are any', () => {
  expect(rollbackVerdict({ ...preview, notAsked: [] }, 'preview')).not.toContain("can't be asked");
  expect(rollbackVerdict({ ...preview, notAsked: ['Deals.Account_Name'] }, 'preview')).toContain(
    "Zoho can't be asked for 1 lookup,",
  );
});

test('a preview lists exactly what will be done, in the order of the rollback, and what stays with the reason', () => {
  expect(rollbackDocument(preview, 'preview')).toBe(
    [
      '# Preview of the rollback of production',
      '',
      'A rollback deletes 14,100 records and 3 custom fields or values that the engagement created in production, and restores 20 ' +
        'records to the values from before the first load. It leaves 2 records as they are, because people changed them ' +
        "or attached something to them, or records that stay refer to them. Zoho can't be asked for 1 lookup, so a record " +
        'to which only they lead is not left. Nothing was changed yet.',
      '',
      'Engagement `delta-telecom`, runs: `full-1`, `delta-1`.',
      '',
      '## Records, in the order of the rollback',
      '',
      '| Module | To delete | To restore | Deleted | Restored | Deleted by people before | Left | Refused |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| Contacts | 12,100 | 20 | 0 | 0 | 0 | 1 | 0 |',
      '| Accounts | 2,000 | 0 | 0 | 0 | 0 | 1 | 0 |',
      '',
      '## Custom fields and added values',
      '',
      '| Module | To remove | Removed |',
      '| --- | ---: | ---: |',
      '| Contacts | 3 | 0 |',
      '',
      '## Custom fields and added values that stay',
      '',
      '| Module | Field | Why |',
      '| --- | --- | --- |',
      '| Contacts | Tier | 2 records use it |',
      '',
      '## Records that stay',
      '',
      '| Module | Id in Zoho | Key | Why |',
      '| --- | --- | --- | --- |',
      '| Contacts | 4876876000001 | delta:subscribers:S-1 | edited by people |',
      '',
      '## Lookups that Zoho can not be asked for',
      '',
      '- `Quoted_Items.Product_Name`',
      '',
    ].join('\n'),
  );
});

test('there is nothing to roll back if nothing was created', () => {
  const nothing = { ...preview, runs: [], modules: [], fields: [] };
  expect(rollbackVerdict(nothing, 'preview')).toBe('There is nothing to roll back in production.');
  expect(rollbackDocument(nothing, 'preview')).toContain('runs: none.');
});

test('custom fields alone are worth a rollback', () => {
  const fields = [{ module: 'Contacts' as const, toRemove: 1, removed: 2, kept: [] }];
  expect(rollbackVerdict({ ...preview, modules: [], fields }, 'preview')).toContain(
    'A rollback deletes 0 records and 1 custom field or value',
  );
});

test('a complete rollback says what was done, and what the final check measured', () => {
  expect(rollbackVerdict(done, 'done')).toBe(
    'The rollback is complete: 12,098 records deleted and 20 records restored in production, 2 had been deleted by ' +
      'people before, 4 custom fields or values removed. The final check found 0 deleted records in Zoho, and compared ' +
      '20 restored records with the values from before the first load.',
  );
});

test.each([
  [
    'a record that was left',
    { modules: [counts('Contacts', { deleted: 1, kept: 1 })] },
    '1 record and 0 custom fields or values stay.',
  ],
  [
    'a refusal of Zoho',
    { modules: [counts('Contacts', { failed: 4 })] },
    '4 records and 0 custom fields or values stay.',
  ],
  [
    'a custom field',
    { fields: [{ module: 'Contacts' as const, toRemove: 1, removed: 0, kept: [] }] },
    '0 records and 1 custom field or value stay.',
  ],
  ['a check that was not made', { measured: null }, 'The final check was not made.'],
])('a rollback is not complete because of %s', (_, changes, why) => {
  const verdict = rollbackVerdict({ ...done, ...changes }, 'done');
  expect(verdict).toMatch(/^\*\*The rollback is not complete\*\*: /);
  expect(verdict).toContain(why);
});

test('fields that remain after a rollback are named, and a rollback without runs says so', () => {
  const fields = [{ module: 'Contacts' as const, toRemove: 1, removed: 0, kept: [] }];
  const text = rollbackDocument({ ...done, runs: [], fields }, 'done');
  expect(text).toContain('runs: none.');
  expect(text).toContain('| Module | Remaining | Removed |');
});

test.each([
  [['Accounts'], 'Accounts is being loaded'],
  [['Accounts', 'Contacts'], 'Accounts, Contacts are being loaded'],
] as [Module[], string][])('a preview during the load of %s says what it can not recognise', (loading, text) => {
  expect(rollbackVerdict({ ...preview, loading }, 'preview')).toContain(
    `${text}: changes that the user of the load makes there by hand are not recognised before the load has ended.`,
  );
});

const rule = { module: 'Invoices', rule: 'Portage: delta-telecom' } as const;

test('rules that lock migrated records are named before they are removed, and afterwards', () => {
  const planned = { ...preview, locks: [{ ...rule, state: 'to remove', why: null } as const] };
  expect(rollbackVerdict(planned, 'preview')).toContain(
    'It first removes 1 rule that locks migrated records: of Invoices.',
  );
  expect(rollbackDocument(planned, 'preview')).toContain('| Invoices | Portage: delta-telecom | to remove |  |');
  const removed = { ...done, locks: [{ ...rule, state: 'removed', why: null } as const] };
  expect(rollbackVerdict(removed, 'done')).toContain('removed, 1 rule that locks migrated records removed.');
});

test('a rule that stays makes a rollback incomplete, with the reason', () => {
  const kept = { ...done, locks: [{ ...rule, state: 'kept', why: 'People added other rules.' } as const] };
  expect(rollbackVerdict(kept, 'done')).toContain('stay, and 1 rule that locks migrated records.');
  expect(rollbackDocument(kept, 'done')).toContain('| kept | People added other rules. |');
});

test('e-mails are counted apart: they go with their records, or stay', () => {
  const mails = (changes: Partial<RollbackModule>) => [...preview.modules, counts('Emails', changes)];
  const before = rollbackVerdict({ ...preview, modules: mails({ toDelete: 70, kept: 1 }) }, 'preview');
  expect(before).toContain('deletes 14,100 records');
  expect(before).toContain('It leaves 2 records as they are');
  expect(before).toContain(
    'Zoho has no call that deletes an e-mail: 70 e-mails go with their records, and 1 e-mail stays.',
  );
  const after = rollbackVerdict(
    { ...done, modules: [...done.modules, counts('Emails', { deleted: 1, kept: 2 })] },
    'done',
  );
  expect(after).toContain('The rollback is not complete');
  expect(after).toContain('12,098 records deleted');
  expect(after).toContain('1 e-mail went with its record, and 2 e-mails stayed.');
  expect(rollbackVerdict(preview, 'preview')).not.toContain('e-mail');
  const withFiles = [...mails({ kept: 1 }), counts('Attachments', { kept: 1 })];
  expect(rollbackVerdict({ ...preview, modules: withFiles }, 'preview')).toContain(
    'or because they are files of e-mails that stay.',
  );
});
