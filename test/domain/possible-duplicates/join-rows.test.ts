import {
  contradiction,
  joinRows,
  keptApart,
  otherRoute,
  type ComparedRow,
} from '../../../domain/possible-duplicates/join-rows.ts';
import { settle, type MadeDecision } from '../../../domain/possible-duplicates/settle.ts';
import type { RecordKey } from '../../../schemas/record.ts';

const keyOf = (id: string): RecordKey => `s:subscribers:${id}`;
/** Row 1 is `a`, row 2 is `b` … A capital letter takes another route. */
const rowOf = (id: string) => id.toLowerCase().charCodeAt(0) - 96;
const rowsOf = (ids: string, changes: Partial<Record<string, Partial<ComparedRow>>> = {}) =>
  new Map(
    [...ids].map((id) => [
      rowOf(id),
      { row: rowOf(id), key: keyOf(id), isRecord: true, route: /[A-Z]/.test(id) ? 1 : 0, ...changes[id] },
    ]),
  );
const list = (...groups: string[]) =>
  new Map(groups.flatMap((group) => [...group].map((id) => [rowOf(id), rowOf(group[0]!)] as const)));
const decided = (ids: string, ...groups: string[]): MadeDecision => ({
  ids: [...ids],
  groups: groups.map((group) => [...group]),
});
const decisionsOf = (...all: MadeDecision[]) => {
  const settled = settle(all);
  return { settled, ids: new Map(settled.named.map((id) => [keyOf(id), id])) };
};
const nothing = () => false;
const survivorsOf = ({ survivors }: ReturnType<typeof joinRows>) =>
  [...survivors].map(([row, key]) => `${String.fromCharCode(96 + row)}→${key.split(':')[2]}`).sort();
const notesOf = ({ notes }: ReturnType<typeof joinRows>) =>
  [...notes].map(([row, note]) => [String.fromCharCode(96 + row), note]).sort();

test('rows that are equal in a list are merged into the smallest key', () => {
  const joined = joinRows([list('ba'), list('bc')], rowsOf('abc'), nothing, null);
  expect(survivorsOf(joined)).toEqual(['b→a', 'c→a']);
  expect(joined.byPeople.size).toBe(0);
});

test('rows that don’t become a record, or have no key, take no part', () => {
  const rows = rowsOf('abcd', { a: { isRecord: false }, b: { key: null } });
  rows.delete(rowOf('e'));
  expect(survivorsOf(joinRows([list('abcde')], rows, nothing, null))).toEqual(['d→c']);
});

test('a left out row takes no part', () => {
  const joined = joinRows([list('abc')], rowsOf('abc'), (row) => row === 1, decisionsOf(decided('ab', 'ab')));
  expect(survivorsOf(joined)).toEqual(['c→b']);
});

test('rows that people accepted are merged as equal ones are, together with them', () => {
  const joined = joinRows([list('cd')], rowsOf('abcd'), nothing, decisionsOf(decided('ac', 'ac')));
  expect(survivorsOf(joined)).toEqual(['c→a', 'd→a']);
  expect([...joined.byPeople]).toEqual([1, 3]);
});

test('an accepted group of which only one row is left merges nothing', () => {
  const joined = joinRows([], rowsOf('a'), nothing, decisionsOf(decided('ab', 'ab')));
  expect([survivorsOf(joined), notesOf(joined)]).toEqual([[], []]);
});

test('an accepted group across routes is not merged, and each of its rows says why', () => {
  const joined = joinRows([], rowsOf('aB'), nothing, decisionsOf(decided('aB', 'aB')));
  expect(survivorsOf(joined)).toEqual([]);
  expect(notesOf(joined)).toEqual([
    ['a', otherRoute],
    ['b', otherRoute],
  ]);
});

test('equal rows that people keep apart stay apart, and each says so', () => {
  const joined = joinRows([list('ab')], rowsOf('ab'), nothing, decisionsOf(decided('ab')));
  expect(survivorsOf(joined)).toEqual([]);
  expect(notesOf(joined)).toEqual([
    ['a', keptApart],
    ['b', keptApart],
  ]);
});

test('a third row that equals two that are kept apart is merged into the first of them', () => {
  const joined = joinRows([list('cba')], rowsOf('abc'), nothing, decisionsOf(decided('ab')));
  expect(survivorsOf(joined)).toEqual(['c→a']);
});

test('further rows that equal two that are kept apart are all merged into the first of them', () => {
  const joined = joinRows([list('dcba')], rowsOf('abcd'), nothing, decisionsOf(decided('ab')));
  expect(survivorsOf(joined)).toEqual(['c→a', 'd→a']);
});

test('rows are not merged that were equal only by way of a row that is kept apart from both', () => {
  const apart = decisionsOf(decided('ab'), decided('bc'));
  expect(survivorsOf(joinRows([list('ab'), list('bc')], rowsOf('abc'), nothing, apart))).toEqual([]);
});

test('two accepted groups are not joined by equal rows if people keep members of them apart', () => {
  const decisions = decisionsOf(decided('ab', 'ab'), decided('cd', 'cd'), decided('ac'));
  const joined = joinRows([list('bd'), list('bd')], rowsOf('abcd'), nothing, decisions);
  expect(survivorsOf(joined)).toEqual(['b→a', 'd→c']);
});

test('decisions that contradict each other merge nothing, and the rows say so', () => {
  const decisions = decisionsOf(decided('ac'), decided('ab', 'ab'), decided('bc', 'bc'));
  const joined = joinRows([], rowsOf('abc'), nothing, decisions);
  expect(survivorsOf(joined)).toEqual(['c→b']);
  expect(notesOf(joined)).toEqual([
    ['a', contradiction],
    ['b', contradiction],
  ]);
});
