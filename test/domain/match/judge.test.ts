import { judgeMatches, type JudgedMatch } from '../../../domain/match/judge.ts';

const match = (key: string, zohoId: string, changes: Partial<JudgedMatch> = {}): JudgedMatch => ({
  ...{ key, zohoId, isElsewhere: false, isTaken: false, isWritten: false, isClaimed: false, others: [] },
  ...changes,
});
const why = (...args: Parameters<typeof judgeMatches>) => {
  const judged = judgeMatches(...args);
  return 'why' in judged ? judged.why : null;
};

test('an adoption keeps the other matches of the record apart', () => {
  expect(judgeMatches([match('a', '1', { others: ['2'] })], 'adopt')).toEqual({
    changes: [
      { key: 'a', zohoId: '1', decision: 'adopt', why: 'decided' },
      { key: 'a', zohoId: '2', decision: 'apart', why: 'adopted' },
    ],
  });
});

test('any number of matches can be kept apart', () => {
  const taken = match('a', '2', { isTaken: true, isElsewhere: true, isClaimed: true, others: ['1'] });
  expect(judgeMatches([match('a', '1', { others: ['2'] }), taken], 'apart')).toEqual({
    changes: [
      { key: 'a', zohoId: '1', decision: 'apart', why: 'decided' },
      { key: 'a', zohoId: '2', decision: 'apart', why: 'decided' },
    ],
  });
});

test('what can not be adopted is refused with the reason', () => {
  expect(why([match('a', '1', { isTaken: true })], 'adopt')).toContain('has the key of another record');
  expect(why([match('a', '1', { isElsewhere: true })], 'adopt')).toContain('in another module');
  expect(why([match('a', '1', { isClaimed: true })], 'adopt')).toContain('adopted for another record already');
  expect(why([match('a', '1'), match('a', '2')], 'adopt')).toContain('Several records in Zoho match a');
  expect(why([match('a', '1'), match('b', '1')], 'adopt')).toContain('Several records of the source match record 1');
});

test('nothing is decided about no match, and about a record that is loaded', () => {
  expect(why([], 'apart')).toContain('No match is like this');
  expect(why([match('a', '1', { isWritten: true })], 'apart')).toContain('is loaded already');
});
