import { dependenciesIn, fromMapping } from '../../../domain/quality/settings.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  modules: {
    Contacts: {
      sources: [
        {
          object: 'subscribers',
          fields: {
            Last_Name: { from: ['last', 'name'], required: true },
            Account_Name: { from: 'account', lookup: 'billing_accounts', required: true },
            Status: { from: 'status', map: 'statuses' },
            Lead_Source: { constant: 'Migration' },
          },
          custom: { Plan: { from: 'plan', lookup: 'service_plans' }, State: { from: 'status', map: 'missing' } },
        },
      ],
    },
    Sales_Orders: {
      sources: [
        {
          object: 'orders',
          fields: {},
          lines: {
            from: 'lines',
            into: 'Ordered_Items',
            fields: { Product_Name: { from: 'item', required: true }, Quantity: { constant: 1 } },
          },
        },
      ],
    },
  },
  maps: { statuses: { Active: 'Active' } },
});
const settings = fromMapping(mapping);

test('an object is loaded if a module has it as a source', () => {
  expect(settings.isLoaded('subscribers')).toBe(true);
  expect(settings.isLoaded('notes')).toBe(false);
});

test('a field is required if a record needs it, also in a line', () => {
  expect(settings.isRequired('subscribers', 'name')).toBe(true);
  expect(settings.isRequired('subscribers', 'plan')).toBe(false);
  expect(settings.isRequired('orders', 'lines.item')).toBe(true);
  expect(settings.isRequired('notes', 'name')).toBe(false);
});

test('the values that a value map knows are those of its left side', () => {
  expect(settings.mappedValues('subscribers', 'status')).toEqual(new Set(['Active']));
  expect(settings.mappedValues('subscribers', 'name')).toBeNull();
});

test('a record depends on the record that a required lookup leads to', () => {
  expect(dependenciesIn(mapping)).toEqual([{ object: 'subscribers', column: 'account', parent: 'billing_accounts' }]);
});
