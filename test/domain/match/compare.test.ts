import { compileMatch, matchedAs, matchRulesOf } from '../../../domain/match/compare.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mapping = (match: unknown[], module = 'Contacts') =>
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      [module]: {
        sources: [
          {
            object: 'subscribers',
            fields: {
              Last_Name: { from: 'name' },
              Email: { from: 'email', transforms: ['trim', 'email'] },
              Mobile: { from: 'msisdn', transforms: ['phone'] },
            },
            custom: { Tax: { from: 'tax' }, Since: { from: 'since', transforms: ['date'] } },
          },
        ],
        match,
      },
    },
  });
const context = { timeZone: 'UTC', phoneRegion: 'GB', currency: 'GBP', sentinels: new Set<string>() };
const compile = (...match: unknown[]) => compileMatch(mapping(match), context);
const equal = (...values: string[]) => [{ no: 1, equal: JSON.stringify(values), similar: null }];

test('a field is compared as the rule that fills it says, unless the match says otherwise', () => {
  const own = mapping([{ name: 'a', fields: ['Email'] }]);
  expect(matchedAs(own, 'Contacts', 'Email')).toBe('email');
  expect(matchedAs(own, 'Contacts', 'Mobile')).toBe('phone');
  expect(matchedAs(own, 'Contacts', { field: 'Since' })).toBe('date');
  expect(matchedAs(own, 'Contacts', 'Tax')).toBe('text');
  expect(matchedAs(own, 'Contacts', { field: 'Tax', as: 'id' })).toBe('id');
  expect(matchedAs(own, 'Contacts', 'Fax')).toBe('text');
  expect(matchedAs(own, 'Accounts', 'Tax')).toBe('text');
});

test('both sides are normalised alike', () => {
  const phones = compile({ name: 'phone', fields: ['Mobile'] });
  expect(phones.ofSource('Contacts', { Mobile: '+442079460848' })).toEqual(equal('+442079460848'));
  expect(phones.ofZoho('Contacts', { Mobile: '020 7946 0848' })).toEqual(equal('+442079460848'));
  const ids = compile({ name: 'tax', fields: [{ field: 'Tax', as: 'id' }] });
  expect(ids.ofZoho('Contacts', { Tax: ' gb-12 ' })).toEqual(ids.ofSource('Contacts', { Tax: 'GB12' }));
  expect(ids.ofSource('Contacts', { Tax: 12 })).toEqual(equal('12'));
});

test('a record without all values of a rule is not compared by it: a blank, a placeholder and an unreadable value are none', () => {
  const both = compile({ name: 'both', fields: ['Mobile', 'Last_Name'] });
  for (const values of [{ Mobile: '+442079460848' }, { Mobile: '1', Last_Name: 'A' }, { Mobile: '', Last_Name: 'A' }])
    expect(both.ofSource('Contacts', values)).toEqual([]);
  expect(both.ofSource('Contacts', { Mobile: '+442079460848', Last_Name: 'n/a' })).toEqual([]);
  expect(both.ofSource('Contacts', { Mobile: '+442079460848', Last_Name: { $key: 'x' } })).toEqual([]);
});

test('a similar field is kept beside the equal ones, with its words sorted', () => {
  const near = compile({ name: 'near', fields: [{ field: 'Last_Name', as: 'name', near: 0.9 }, 'Email'] });
  expect(near.ofSource('Contacts', { Last_Name: 'Smith, John', Email: 'A@b.example' })).toEqual([
    { no: 1, equal: '["a@b.example"]', similar: 'john smith' },
  ]);
  expect(near.rules[0]).toMatchObject({ near: 0.9, zohoFields: ['Last_Name', 'Email'] });
});

test('a rule can look in another module, and in a field of another name', () => {
  const other = compile({ name: 'business', fields: [{ field: 'Mobile', with: 'Phone' }], in: 'Accounts' });
  expect(other.ofZoho('Contacts', { Mobile: '020 7946 0848' })).toEqual([]);
  expect(other.ofZoho('Accounts', { Phone: '020 7946 0848' })).toEqual(equal('+442079460848'));
  expect(other.ofSource('Contacts', { Mobile: '020 7946 0848' })).toEqual(equal('+442079460848'));
  expect(other.ofSource('Accounts', { Mobile: '020 7946 0848' })).toEqual([]);
  expect(other.rules).toMatchObject([{ no: 1, module: 'Contacts', zohoModule: 'Accounts', near: null }]);
});

test('rules are numbered over all modules, and a mapping without rules has none', () => {
  const rules = matchRulesOf(
    mapping([
      { name: 'a', fields: ['Email'] },
      { name: 'b', fields: ['Tax'] },
    ]),
  );
  expect(rules.map(({ no, rule }) => [no, rule.name, rule.then])).toEqual([
    [1, 'a', 'ask'],
    [2, 'b', 'ask'],
  ]);
  const { match: _, ...module } = mapping([{ name: 'a', fields: ['Email'] }]).modules['Contacts']!;
  expect(matchRulesOf({ ...mapping([{ name: 'a', fields: ['Email'] }]), modules: { Contacts: module } })).toEqual([]);
});

test('a rule that is no rule is refused with the reason', () => {
  const problem = (rule: unknown, ...more: unknown[]) => {
    try {
      mapping([rule, ...more]);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  const near = { field: 'Last_Name', near: 0.9 };
  expect(problem({ name: 'a', fields: [near] })).toContain('needs another field that is equal');
  expect(problem({ name: 'a', fields: [near, near, 'Email'] })).toContain('only one field of a rule can have near');
  expect(problem({ name: 'a', fields: [near, 'Email'], then: 'adopt' })).toContain('can only ask');
  expect(problem({ name: 'a', fields: ['Email'], in: 'Accounts', then: 'adopt' })).toContain('can not be adopted');
  const one = { name: 'a', fields: ['Email'] };
  expect(problem(one, one)).toContain('two rules have the same name');
});
