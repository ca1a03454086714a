import { closestField } from '../../../domain/proposal/closest.ts';
import { field } from './columns.ts';

const fields = [
  field('Other_Phone', 'phone'),
  field('Phone', 'phone'),
  field('Billing_City'),
  field('Tier', 'text', { label: '' }),
];

test('the closest field is found by the meaning of its name, in any language', () => {
  expect(closestField('billing_accounts', 'telefono', 'Accounts', fields)).toEqual({
    field: 'Phone',
    score: 1,
    words: ['telefono'],
  });
  expect(closestField('billing_accounts', 'extensions.tier', 'Accounts', fields)).toMatchObject({ field: 'Tier' });
});

test('a name without a common word has none, also where the table alone has one', () => {
  expect(closestField('billing_accounts', 'points', 'Accounts', [...fields, field('Account_Name')])).toBeNull();
  expect(closestField('billing_accounts', 'points', 'Accounts', [])).toBeNull();
});
