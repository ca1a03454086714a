import { createCutover, cutoverColumns } from '../../../domain/handoff/usage-cutover.ts';

function why(row: Record<string, string>) {
  const cutover = createCutover();
  cutover.add({ kind: 'voice', last_billed_usage: '2025-12-31' });
  cutover.add({});
  return cutover.rowOf(row)?.['why'];
}

test('an account that was billed until the cutover of its kind has no row', () => {
  expect(why({ account: 'A', kind: 'voice', last_billed_usage: '2025-12-31', unrated: '0', open_sessions: '0' })).toBe(
    undefined,
  );
});

test.each([
  [{ last_billed_usage: '2025-11-30' }, 'billed until another time'],
  [{ last_billed_usage: '' }, 'never billed'],
  [{ last_billed_usage: '2025-12-31', unrated: '3' }, 'usage that is not rated'],
  [{ last_billed_usage: '2025-12-31', open_sessions: '10' }, 'sessions without an end'],
])('an account with %j has one: %s', (figures, expected) => {
  expect(why({ account: 'A', kind: 'voice', ...figures })).toBe(expected);
});

test('a kind without a cutover is compared with nothing, and all columns are there', () => {
  const row = createCutover().rowOf({ account: 'A', kind: 'sms', last_billed_usage: '2025-01-01' });
  expect(row).toMatchObject({ last_billed_of_kind: '', why: 'billed until another time' });
  expect(Object.keys(row!)).toEqual([...cutoverColumns]);
  expect(createCutover().rowOf({})).toMatchObject({ account: '', kind: '', why: 'never billed' });
});

test('each kind has its last billed usage, and what its accounts add up to', () => {
  const cutover = createCutover();
  cutover.add({ kind: 'voice', last_billed_usage: '2025-03-01', records: '10', amount: '99' });
  cutover.rowOf({ account: 'A', kind: 'voice', last_billed_usage: '2025-03-01', unrated: '2', open_sessions: '1' });
  cutover.rowOf({ account: 'B', kind: 'voice', last_billed_usage: '2025-03-01', unrated: '0', open_sessions: 'none' });
  cutover.rowOf({ account: 'A', kind: 'data' });
  expect(cutover.totals()).toEqual([
    {
      ...{ kind: 'voice', records: '10', amount: '99', lastBilled: '2025-03-01' },
      ...{ accounts: 1, unrated: 2, openSessions: 1 },
    },
    { kind: 'data', records: '', amount: '', lastBilled: '', accounts: 1, unrated: 0, openSessions: 0 },
  ]);
});
