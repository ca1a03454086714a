import { peopleChanges, peopleDocument, peopleOf, type People } from '../../domain/people-change.ts';
import { Issuer } from '../../schemas/engagement-file.ts';

const key = (letter: string) => letter.repeat(43);
const ada = { name: 'Ada', email: 'ada@example.com', role: 'admin', keys: [key('a')] };
const pat = { name: 'Pat', email: 'pat@example.com', role: 'product', keys: [] };
const olga = { name: 'Olga', email: 'olga@example.com', role: 'operator' };
const issuer = Issuer.parse({ issuer: 'https://login.example', clientId: 'portage' });
const before: People = { operator: olga, approvers: [ada, pat], issuers: [issuer] };
const changes = (now: Partial<People>) => peopleChanges(before, { ...before, ...now });

test('the same people have no changes, whatever the order of their list and the case of their addresses', () => {
  expect(changes({})).toEqual([]);
  expect(changes({ approvers: [pat, { ...ada, email: 'ADA@example.com' }] })).toEqual([]);
});

test('people who come and go are named with role and keys', () => {
  const pia = { name: 'Pia', email: 'pia@example.com', role: 'product', keys: [key('p'), key('q')] };
  expect(changes({ approvers: [ada, pia] })).toEqual([
    'Removed: Pat (pat@example.com), product.',
    'Added: Pia (pia@example.com), product, 2 keys (pppppppp…, qqqqqqqq…).',
  ]);
  expect(changes({ approvers: [ada, pat, { ...pat, role: 'admin' }] })).toEqual([
    'Added: Pat (pat@example.com), admin, without a key.',
  ]);
});

test('other keys and another name of a person are named', () => {
  expect(changes({ approvers: [{ ...ada, name: 'Ada B', keys: [key('b')] }, pat] })).toEqual([
    'Ada (ada@example.com) has the name Ada B.',
    'Ada B (ada@example.com), admin no longer signs with 1 key (aaaaaaaa…).',
    'Ada B (ada@example.com), admin signs with 1 key (bbbbbbbb…).',
  ]);
});

test('an operator who becomes an approver is named as such', () => {
  const approver = { ...olga, role: 'admin', keys: [] };
  const now = { operator: { ...olga, name: 'Otto', email: 'otto@example.com' }, approvers: [ada, pat, approver] };
  expect(changes(now)).toEqual([
    'The operator is Otto (otto@example.com) instead of Olga (olga@example.com).',
    'Added: Olga (olga@example.com), admin, without a key.',
    'Olga was the operator until now.',
  ]);
});

test('identity providers that come, go or have other settings are named', () => {
  const other = { ...issuer, issuer: 'https://other.example' };
  expect(changes({ issuers: [other] })).toEqual([
    'Removed identity provider: https://login.example.',
    'Added identity provider: https://other.example.',
  ]);
  expect(changes({ issuers: [{ ...issuer, subjects: { 'ada@example.com': '7' } }] })).toEqual([
    'Other settings of the identity provider https://login.example, such as its accounts.',
  ]);
});

test('the people of a file are its operator, approvers and identity providers', () => {
  const gates = { approvers: [ada], issuers: [issuer], roles: {} as never, allowUnproven: false, openExceptions: 0 };
  expect(peopleOf({ operator: olga, gates })).toEqual({ operator: olga, approvers: [ada], issuers: [issuer] });
});

test.each([
  ['proposed', 'An approval of the gate mapping by the people of before accepts this change.'],
  ['accepted', 'The people of before accepted it at the gate mapping.'],
  ['withdrawn', 'No change is proposed.'],
] as const)('the document says that a change is %s', (state, sentence) => {
  const document = peopleDocument(['Removed: Pat.'], state);
  expect(document).toContain(sentence);
  expect(document).toContain('- Removed: Pat.');
});
