import { mapFor, ruleFor } from '../../../domain/proposal/rules.ts';
import { targetsOf } from '../../../domain/proposal/targets.ts';
import { column, field, refersTo } from './columns.ts';

const all = () => true;
const target = (...args: Parameters<typeof field>) => targetsOf('Accounts', [field(...args)])[0]!;
const contact = (...args: Parameters<typeof field>) => targetsOf('Contacts', [field(...args)])[0]!;

test.each([
  [column('phone', 'phone'), target('Phone', 'phone'), { from: 'phone', transforms: ['phone'] }],
  [column('land', 'country'), target('Billing_Country'), { from: 'land', transforms: ['country'] }],
  [
    column('ort', 'city'),
    target('Billing_City', 'text', { length: 250 }),
    { from: 'ort', transforms: ['repair_encoding', 'trim'], length: 250 },
  ],
  [column('plz', 'postcode'), target('Billing_Code'), { from: 'plz', transforms: ['trim'] }],
  [
    column('firma', 'company'),
    target('Account_Name', 'text', { mandatory: true }),
    { from: 'firma', transforms: ['repair_encoding', 'collapse_spaces'], required: true },
  ],
  [column('rep', 'user'), target('Owner', 'ownerlookup'), { from: 'rep', owner: true }],
  [
    column('up', 'reference', refersTo('billing_accounts')),
    target('Parent_Account', 'lookup', { lookupModule: 'Accounts' }),
    { from: 'up', lookup: 'billing_accounts' },
  ],
])('a value is made for the type of its field (%#)', (one, into, rule) => {
  expect(ruleFor([one], into, null, all)).toEqual(rule);
});

test('a value map takes the place of transforms', () => {
  expect(ruleFor([column('state', 'status')], target('Status', 'picklist'), 'states', all)).toEqual({
    from: 'state',
    map: 'states',
  });
});

test('parts of an address are joined, the street first', () => {
  const street = column('street', 'street');
  const into = target('Billing_Street');
  expect(ruleFor([column('house_no', 'code'), street], into, null, all)).toMatchObject({
    from: ['street', 'house_no'],
    join: ' ',
  });
  expect(ruleFor([street, column('address2', 'text')], into, null, all)).toMatchObject({ join: ', ' });
});

test('first and last name are joined; of a company and a person, the first that has a value is taken', () => {
  const into = target('Account_Name');
  const [given, family] = [column('first', 'given_name'), column('last', 'family_name')];
  const company = column('company', 'company');
  expect(ruleFor([family, given], into, null, all)).toMatchObject({ from: ['first', 'last'], join: ' ' });
  expect(ruleFor([column('name', 'person_name'), company], into, null, all)).toMatchObject({
    from: ['company', 'name'],
  });
  expect(ruleFor([column('name', 'person_name'), company], into, null, all).join).toBeUndefined();
});

test('names of persons are cleaned', () => {
  expect(ruleFor([column('x', 'given_name')], contact('First_Name'), null, all).transforms).toEqual([
    'repair_encoding',
    'collapse_spaces',
  ]);
});

describe('value maps', () => {
  const status = target('Status', 'picklist', { pickListValues: ['Created', 'Delivered'] });

  test('values that the list has as they are need none', () => {
    const personal = { ...column('x', 'status', { values: ['Created', 'Anna Ketunen'] }), isPersonal: true };
    expect(mapFor(personal, status)).toMatchObject({ entries: { Created: 'Created' }, open: [] });
    expect(mapFor(column('x', 'status', { values: ['Created'] }), status)).toBeNull();
    expect(mapFor(column('x', 'status', { values: ['created'] }), status)?.entries).toEqual({ created: 'Created' });
    expect(mapFor(column('x', 'status', { values: ['Paid', 'Created'] }), status)?.entries).toEqual({
      Paid: 'Delivered',
      Created: 'Created',
    });
  });

  test('a check box is made from a status by a map, and from a flag by its transform', () => {
    const active = target('Active', 'boolean');
    expect(mapFor(column('x', 'status', { values: ['Retired'] }), active)?.entries).toEqual({ Retired: false });
    expect(mapFor(column('x', 'flag', { values: ['1'] }), active)).toBeNull();
  });

  test('without values, without a list and in other fields there is none', () => {
    expect(mapFor(column('x', 'status'), status)).toBeNull();
    expect(mapFor(column('x', 'status', { values: ['a'] }), target('Status', 'picklist'))).toBeNull();
    expect(mapFor(column('x', 'status', { values: ['a'] }), target('Phone', 'phone'))).toBeNull();
  });
});
