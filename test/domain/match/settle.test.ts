import { settleMatches, type FoundPair } from '../../../domain/match/settle.ts';

const pair = (zohoId: string, changes: Partial<FoundPair> = {}): FoundPair => ({
  ...{ zohoId, rule: 1, then: 'adopt', isElsewhere: false, isTaken: false, isClaimed: false },
  ...{ rivals: 0, decision: null, isSeen: true },
  ...changes,
});
const settled = (...pairs: FoundPair[]) =>
  Object.fromEntries(settleMatches(pairs).map(({ zohoId, state, why }) => [zohoId, `${state}: ${why}`]));

test('the only match that a rule adopts is adopted', () => {
  expect(settled(pair('1'))).toEqual({ 1: 'adopt: rule' });
});

test('a match that a rule keeps apart or asks about is kept apart or asked about', () => {
  expect(settled(pair('1', { then: 'apart' }))).toEqual({ 1: 'apart: rule' });
  expect(settled(pair('1', { then: 'ask' }))).toEqual({ 1: 'ask: rule' });
});

test('a record with the key of another one is never taken, also if a person says so', () => {
  expect(settled(pair('1', { isTaken: true }))).toEqual({ 1: 'apart: taken' });
  expect(settled(pair('1', { isTaken: true, decision: 'adopt' }))).toEqual({ 1: 'apart: taken' });
});

test('two records in Zoho that rules adopt are asked about', () => {
  expect(settled(pair('1'), pair('2'))).toEqual({ 1: 'ask: severalInZoho', 2: 'ask: severalInZoho' });
  expect(settled(pair('2'), pair('1'))).toEqual({ 1: 'ask: severalInZoho', 2: 'ask: severalInZoho' });
  expect(settled(pair('1'), pair('2', { rule: 2 }))).toEqual({ 1: 'ask: severalInZoho', 2: 'ask: severalInZoho' });
});

test('a candidate of a later rule gives way to a match that is adopted, and one of an earlier rule does not', () => {
  expect(settled(pair('2', { rule: 2, then: 'ask' }), pair('1'))).toEqual({ 1: 'adopt: rule', 2: 'apart: adopted' });
  expect(settled(pair('2', { then: 'ask' }), pair('1', { rule: 2 }))).toEqual({ 1: 'ask: rule', 2: 'ask: rule' });
});

test('a record in Zoho that several records of the source match is asked about', () => {
  expect(settled(pair('1', { rivals: 1 }))).toEqual({ 1: 'ask: severalInSource' });
  expect(settled(pair('1', { isClaimed: true }))).toEqual({ 1: 'ask: claimed' });
});

test('a match in another module is asked about, and a person can only keep it apart', () => {
  const elsewhere = { isElsewhere: true, then: 'ask' } as const;
  expect(settled(pair('1', elsewhere))).toEqual({ 1: 'ask: otherModule' });
  expect(settled(pair('1', { ...elsewhere, decision: 'adopt' }))).toEqual({ 1: 'ask: otherModule' });
  expect(settled(pair('1', { ...elsewhere, decision: 'apart' }))).toEqual({ 1: 'apart: decided' });
});

test('a match that nobody could see at the gate is asked about', () => {
  expect(settled(pair('1', { isSeen: false }))).toEqual({ 1: 'ask: late' });
  expect(settled(pair('1', { isSeen: false, then: 'ask' }))).toEqual({ 1: 'ask: rule' });
});

test('what a person adopted is adopted whatever the rules say, and all others are kept apart', () => {
  const others = [pair('2', { decision: 'apart' }), pair('3'), pair('4', { then: 'apart' })];
  const chosen = pair('1', { rule: 9, then: 'apart', rivals: 3, isSeen: false, decision: 'adopt' });
  expect(settled(chosen, ...others)).toEqual({
    ...{ 1: 'adopt: decided', 2: 'apart: decided', 3: 'apart: adopted', 4: 'apart: rule' },
  });
});

test('when a person keeps one of two apart, the rule adopts the other', () => {
  expect(settled(pair('1', { decision: 'apart' }), pair('2'))).toEqual({ 1: 'apart: decided', 2: 'adopt: rule' });
});

test('a decision to adopt a record that was claimed meanwhile is asked about', () => {
  expect(settled(pair('1', { decision: 'adopt', isClaimed: true }))).toEqual({ 1: 'ask: claimed' });
});
