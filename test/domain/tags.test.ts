import { checkMapping } from '../../domain/check-mapping.ts';
import { compileTags, tagConflicts, tagsIn } from '../../domain/tags.ts';
import { Mapping } from '../../schemas/mapping.ts';

const mappingOf = (tags: object[], maps: object = {}, changes: { module?: string; withhold?: string[] } = {}) =>
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', withhold: changes.withhold ?? [] },
    modules: { [changes.module ?? 'Accounts']: { sources: [{ object: 'billing_accounts', fields: {}, tags }] } },
    maps: { states: { A: 'Active', S: 'Suspended', T: null }, ...maps },
  });
const state = { from: 'status', map: 'states' };
const messages = (mapping: Mapping) =>
  checkMapping(mapping, { billing_accounts: ['status'] }, {}).flatMap(({ path, message }) =>
    path.includes('.tags') ? [message] : [],
  );

test('each value of a source field becomes the tag of its value map, or none', () => {
  const tagsOf = compileTags(
    { tags: [state, { from: 'plan', map: 'plans' }] },
    { states: { A: 'Active', T: null }, plans: { P: 'ACTIVE ', Q: 'Gold' } },
  )!;
  expect(tagsOf({ status: ' A ', plan: 'Q' })).toEqual({ tags: [{ name: 'Active' }, { name: 'Gold' }], unknown: [] });
  expect(tagsOf({ status: 'A', plan: 'P' }).tags).toEqual([{ name: 'ACTIVE' }]);
  expect(tagsOf({ status: 'T', plan: '' })).toEqual({ tags: [], unknown: [] });
  expect(tagsOf({ status: 'X' })).toEqual({ tags: [], unknown: [{ field: 'status', map: 'states' }] });
  expect(compileTags({ tags: [state] }, {})!({ status: 'A' }).unknown).toHaveLength(1);
});

test('a source without rules has no tags', () => {
  expect(compileTags({ tags: [] }, {})).toBeNull();
  expect(messages(mappingOf([]))).toEqual([]);
});

test('the tags of a module are known from its value maps, without regard to case', () => {
  const mapping = mappingOf([state, { from: 'kind', map: 'kinds' }], { kinds: { B: 'active', C: 'Gold' } });
  expect(tagsIn(mapping, 'Accounts')).toEqual(['active', 'Suspended', 'Gold']);
});

test('what Zoho does not take as a tag, a missing map and a withheld field are found before a load', () => {
  expect(messages(mappingOf([state]))).toEqual([]);
  expect(messages(mappingOf([state], { states: { A: 'a,b', B: '', C: 'x'.repeat(26), D: 'fine' } }))).toEqual([
    ...['"a,b" can not be a tag', '"" can not be a tag', `"${'x'.repeat(26)}" can not be a tag`],
  ]);
  expect(messages(mappingOf([{ from: 'status', map: 'none' }]))).toEqual(['the value map none is missing']);
  expect(messages(mappingOf([state], {}, { withhold: ['status'] }))).toEqual([
    'it reads status, which withhold keeps out of Zoho',
  ]);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`v${index}`, `t${index}`]));
  expect(messages(mappingOf([state], { states: many }))).toEqual(['the value maps make 101 tags']);
  expect(messages(mappingOf([state], {}, { module: 'Notes' }))).toEqual(['Zoho has no tags for Notes']);
});

test('a tag whose source field is missing is a problem of the mapping, and its field counts as mapped', () => {
  const found = checkMapping(
    mappingOf([state, { from: 'absent', map: 'states' }]),
    { billing_accounts: ['status'] },
    {},
  );
  expect(found.filter(({ path }) => path.includes('.tags')).map(({ message }) => message)).toEqual([
    'billing_accounts has no field absent',
  ]);
  expect(found.map(({ message }) => message).join()).not.toContain('status is neither');
});

test('more tags than a module takes, with those that are there, are a conflict', () => {
  const mapping = mappingOf([state]);
  const there = (count: number) => ['active', ...Array.from({ length: count }, (_, index) => `t${index}`)];
  expect(tagConflicts(mapping, 'Accounts', there(98))).toEqual([]);
  expect(tagConflicts(mapping, 'Accounts', there(99)).map(({ what }) => what)).toEqual([
    'Accounts has 100 tags and gets 1 more. Zoho takes at most 100.',
  ]);
  expect(tagConflicts(mapping, 'Contacts', there(120))).toEqual([]);
});
