import { groupsOf, settle } from '../../../domain/possible-duplicates/settle.ts';

const decided = (ids: string, ...groups: string[]) => ({ ids: [...ids], groups: groups.map((group) => [...group]) });
const groups = (...decisions: ReturnType<typeof decided>[]) =>
  settle(decisions)
    .groups.map((group) => group.join(''))
    .sort();

test.each([
  ['accept makes all one record', { decision: 'accept' as const }, [['a', 'b', 'c']]],
  ['split makes each group one record', { decision: 'split' as const, groups: [['a', 'b']] }, [['a', 'b']]],
  ['ignore makes none', { decision: 'ignore' as const }, []],
])('%s', (_, decision, expected) => {
  expect(groupsOf(['a', 'b', 'c'], decision)).toEqual(expected);
});

test('groups of several decisions that share an id are one record', () => {
  expect(groups(decided('ab', 'ab'), decided('bc', 'bc'), decided('xy', 'xy'))).toEqual(['abc', 'xy']);
});

test('the newest decision about the same ids counts', () => {
  expect(groups(decided('abc', 'abc'), decided('abc', 'ab'))).toEqual(['ab']);
  expect(groups(decided('ab'), decided('ab', 'ab'))).toEqual(['ab']);
  expect(settle([decided('abc', 'abc'), decided('abc')]).contradicted).toEqual([]);
});

test('what is kept apart wins over groups that would join it by way of another id', () => {
  const settled = settle([decided('ac'), decided('ab', 'ab'), decided('bc', 'bc')]);
  expect(settled.groups).toEqual([['b', 'c']]);
  expect(settled.contradicted).toEqual([['a', 'b']]);
});

test('a group does not hold any longer when a newer decision keeps two of its ids apart', () => {
  const settled = settle([decided('abc', 'abc'), decided('abd', 'bd')]);
  expect(settled.groups).toEqual([['b', 'd']]);
  expect(settled.contradicted).toEqual([['a', 'b', 'c']]);
});

test('ids that no decision names together are not kept apart', () => {
  const { areApart } = settle([decided('ab'), decided('bc', 'bc'), decided('de')]);
  expect([areApart('a', 'b'), areApart('b', 'c'), areApart('a', 'c'), areApart('x', 'y')]).toEqual([
    ...[true, false, false, false],
  ]);
});

test('every id of a decision is named', () => {
  expect(settle([decided('ab'), decided('bc', 'bc')]).named).toEqual(['a', 'b', 'c']);
});

test.each([
  ['is open without a decision', [], 'ab', 'open', null],
  ['is accepted', [decided('ab', 'ab')], 'ab', 'accept', 0],
  ['is ignored', [decided('ab')], 'ab', 'ignore', 0],
  ['is split', [decided('abc', 'ab')], 'abc', 'split', 0],
  ['shows the newest decision', [decided('ab'), decided('ab', 'ab')], 'ab', 'accept', 1],
  ['is open again when it gained an id', [decided('ab', 'ab')], 'abc', 'open', null],
  ['keeps the decision when it lost an id', [decided('abc', 'ab')], 'ab', 'accept', 0],
  ['is open again when a newer decision broke its group', [decided('abc', 'abc'), decided('abd')], 'abc', 'open', null],
  ['is open again when a newer decision joined its ids', [decided('abc'), decided('abd', 'abd')], 'abc', 'open', null],
])('a cluster %s', (_, decisions, ids, state, decision) => {
  expect(settle(decisions).stateOf([...ids])).toMatchObject({ state, decision });
});

test.each([
  ['with two ids that are kept apart', [decided('ab')], 'abc', true],
  ['with ids that are one record', [decided('ab', 'ab')], 'abc', false],
  ['that no decision knows', [], 'abc', false],
  ['with ids that are accepted since', [decided('ab'), decided('ab', 'ab')], 'ab', false],
  ['that is decided', [decided('ab')], 'ab', true],
])('a cluster %s says whether people keep members apart', (_, decisions, ids, hasApart) => {
  expect(settle(decisions).stateOf([...ids]).hasApart).toBe(hasApart);
});
