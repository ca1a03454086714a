import { checkMatch } from '../../domain/check-match.ts';
import { Mapping } from '../../schemas/mapping.ts';

const mapping = (module: object) =>
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      Accounts: {
        custom: { Tier: { type: 'text' } },
        sources: [
          {
            object: 'billing_accounts',
            fields: {
              Account_Name: { from: 'name' },
              Parent_Account: { from: 'parent', lookup: 'billing_accounts' },
              Owner: { from: 'login', owner: true },
            },
            custom: { Tier: { from: 'tier' } },
            lines: { from: 'lines', into: 'Ordered_Items', fields: {} },
          },
          { object: 'subscribers', fields: { Account_Name: { from: 'company_name' } } },
        ],
        ...module,
      },
    },
  });
const field = (apiName: string) => ({ apiName, writable: true, mandatory: false });
const destination = { Accounts: [field('Account_Name'), field('Owner')], Contacts: [field('Phone')] };
const problems = (module: object, zoho: object = destination) =>
  checkMatch(mapping(module), 'Accounts', zoho).map(({ severity, path, message }) => `${severity} ${path}: ${message}`);

test('rules on mapped fields that Zoho has, or will have, have no problem', () => {
  const match = [
    { name: 'name', fields: ['Account_Name', 'Tier'], then: 'adopt' },
    { name: 'person', fields: [{ field: 'Account_Name', with: 'Phone' }], in: 'Contacts' },
  ];
  const overwrite = { fields: { Account_Name: 'zoho', Ordered_Items: 'source' } };
  expect(problems({ match, overwrite })).toEqual([]);
  expect(problems({})).toEqual([]);
  expect(checkMatch(mapping({}), 'Contacts', {})).toEqual([]);
});

test('a field that no source fills, or that refers to another record, is refused', () => {
  const match = [{ name: 'a', fields: ['Fax', 'Parent_Account', 'Owner'] }];
  expect(problems({ match }, {})).toEqual([
    'fail modules.Accounts.match[0]: no source fills Fax',
    "fail modules.Accounts.match[0]: Parent_Account refers to another record, which can't be compared",
    "fail modules.Accounts.match[0]: Owner refers to another record, which can't be compared",
  ]);
});

test('a field that Zoho does not have is refused, also in another module', () => {
  const match = [
    { name: 'a', fields: [{ field: 'Account_Name', with: 'Title' }] },
    { name: 'b', fields: [{ field: 'Tier' }], in: 'Contacts' },
  ];
  expect(problems({ match })).toEqual([
    "fail modules.Accounts.match[0]: Zoho's module Accounts has no field Title",
    "fail modules.Accounts.match[1]: Zoho's module Contacts has no field Tier",
  ]);
});

test('a field of overwrite must be one that a source fills and not the key, and needs a rule under match', () => {
  const overwrite = { fields: { Fax: 'zoho', Portage_Key: 'zoho' } };
  expect(problems({ overwrite })).toEqual([
    'fail modules.Accounts.overwrite.fields.Fax: no source fills Fax',
    'fail modules.Accounts.overwrite.fields.Portage_Key: Portage_Key is the key, which is always written',
    'warn modules.Accounts.overwrite: there is no rule under match, so no record is adopted by it',
  ]);
});
