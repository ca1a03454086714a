import { checkMapping } from '../../domain/check-mapping.ts';
import { Mapping } from '../../schemas/mapping.ts';

const problems = (declared: object, rule: object) =>
  checkMapping(
    Mapping.parse({
      ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
      modules: {
        Accounts: {
          custom: { X: declared },
          sources: [{ object: 'billing_accounts', fields: {}, custom: { X: rule } }],
        },
        Contacts: { sources: [{ object: 'subscribers', fields: {} }] },
      },
    }),
    { billing_accounts: ['a'], subscribers: [] },
    {},
  )
    .filter(({ severity }) => severity === 'fail')
    .map(({ message }) => message);

test.each([
  [
    'a text that is too long',
    { type: 'text', length: 256 },
    { from: 'a' },
    ['a field of type text has at most 255, not 256'],
  ],
  ['a long text that fits', { type: 'textarea', length: 32_000 }, { from: 'a' }, []],
  [
    'a lookup without an object',
    { type: 'lookup', module: 'Contacts' },
    { from: 'a' },
    ['X is a lookup, but the rule names no object'],
  ],
  [
    'a record in a text',
    { type: 'text' },
    { from: 'a', lookup: 'subscribers' },
    ['X is a text, but the rule gives a record'],
  ],
  ['a lookup of the right module', { type: 'lookup', module: 'Contacts' }, { from: 'a', lookup: 'subscribers' }, []],
  [
    'a lookup of another module',
    { type: 'lookup', module: 'Accounts' },
    { from: 'a', lookup: 'subscribers' },
    ['X is a lookup of Accounts, which does not hold subscribers'],
  ],
  [
    'a lookup in several objects, one of another module',
    { type: 'lookup', module: 'Contacts' },
    { from: 'a', lookup: ['subscribers', 'billing_accounts'] },
    ['X is a lookup of Contacts, which does not hold billing_accounts'],
  ],
  [
    'a lookup of a module that is not loaded',
    { type: 'lookup', module: 'Vendors' },
    { from: 'a', lookup: 'subscribers' },
    ['X is a lookup of Vendors, which does not hold subscribers'],
  ],
  ['a lookup that the row names', { type: 'lookup', module: 'Products' }, { from: 'a', lookup_from: 'a' }, []],
  ['a user field without a user', { type: 'userlookup' }, { from: 'a' }, ['X holds a user, but the rule gives a text']],
  ['a user in a text', { type: 'text' }, { from: 'a', owner: true }, ['X is a text, but the rule gives a user']],
  ['a user field', { type: 'userlookup' }, { from: 'a', owner: true }, []],
])('%s', (_, declared, rule, expected) => {
  expect(problems(declared, rule)).toEqual(expected);
});

test.each([
  [{ type: 'text', decimals: 2 }, 'only a double, a currency or a percent has decimals'],
  [{ type: 'text', separator: ';' }, 'only a multiselectpicklist has a separator'],
  [{ type: 'text', values: ['A'] }, 'only a picklist has values'],
  [{ type: 'text', module: 'Accounts' }, 'a lookup, and nothing else, names its module'],
  [{ type: 'lookup' }, 'a lookup, and nothing else, names its module'],
])('the declaration %j is refused: %s', (declared, message) => {
  expect(() => problems(declared, { from: 'a' })).toThrow(message);
});
