import { secondPassOf } from '../../domain/second-pass.ts';
import { Mapping } from '../../schemas/mapping.ts';

const secondPass = (modules: object) => {
  const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules });
  const { writes, ...second } = secondPassOf(mapping);
  const isSecond = (module: string, field: string) =>
    writes(module, mapping.modules[module]!.sources[0]!.fields[field]!);
  return { ...second, isSecond };
};

test('the second pass writes lookups within the module, and those in a module that is loaded later', () => {
  const { isSecond } = secondPass({
    Accounts: {
      sources: [
        {
          object: 'billing_accounts',
          fields: {
            Account_Name: { from: 'name' },
            Parent_Account: { from: 'parent', lookup: 'billing_accounts' },
            Main_Plan: { from: 'plan', lookup: 'service_plans' },
          },
        },
      ],
    },
    Products: {
      sources: [
        {
          object: 'service_plans',
          fields: { Customer: { from: 'account', lookup: 'billing_accounts', required: true } },
        },
      ],
    },
  });
  expect(isSecond('Accounts', 'Account_Name')).toBe(false);
  expect(isSecond('Accounts', 'Parent_Account')).toBe(true);
  expect(isSecond('Accounts', 'Main_Plan')).toBe(true);
  expect(isSecond('Products', 'Customer')).toBe(false);
});

test('modules with a lookup in a later module are named with the module that is waited for', () => {
  const { modules, later } = secondPass({
    Accounts: {
      sources: [
        { object: 'billing_accounts', fields: {}, custom: { Main_Plan: { from: 'plan', lookup: 'service_plans' } } },
      ],
    },
    Products: {
      sources: [{ object: 'service_plans', fields: { Customer: { from: 'account', lookup: 'billing_accounts' } } }],
    },
  });
  expect(modules).toEqual(['Accounts']);
  expect(later).toMatchObject([{ module: 'Accounts', field: 'Main_Plan', after: 'Products' }]);
});

test('without a cycle, nothing waits for a later module', () => {
  const { modules, later } = secondPass({
    Accounts: { sources: [{ object: 'billing_accounts', fields: {} }] },
    Contacts: { sources: [{ object: 'subscribers', fields: { X: { from: 'x', lookup: 'billing_accounts' } } }] },
  });
  expect([modules, later]).toEqual([[], []]);
});
