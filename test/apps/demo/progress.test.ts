import { currentPhase, progressLine, remember, sampleOf, secondsLeft } from '../../../apps/demo/progress.ts';
import type { PhaseProgress } from '../../../schemas/engagement.ts';

const contacts: PhaseProgress = {
  engagement: 'demo',
  environment: 'production',
  run: 'full-1',
  module: 'Contacts',
  pass: 'base',
  total: 12_300,
  done: 3_001,
};
const sample = (at: number, done: number) => sampleOf({ ...contacts, done }, at);

test('the time left follows from the rate so far', () => {
  expect(secondsLeft([sample(0, 1_000), sample(10_000, 3_000)], 12_000)).toBe(45);
});

test('nothing is said of the time left while nothing has moved', () => {
  expect(secondsLeft([], 10)).toBeNull();
  expect(secondsLeft([sample(0, 5)], 10)).toBeNull();
});

test('samples are forgotten when they are old or of another phase or pass', () => {
  const old = sample(0, 10);
  const recent = sample(20_000, 500);
  const other = sampleOf({ ...contacts, module: 'Products', done: 600 }, 21_000);
  expect(remember([old, recent, other], sample(40_000, 900))).toEqual([recent, sample(40_000, 900)]);
  expect(remember([recent], sampleOf({ ...contacts, pass: 'custom' }, 30_000))).toHaveLength(1);
});

test('the phase that began last is the current one', () => {
  expect(currentPhase([{ ...contacts, module: 'Accounts' }, contacts])).toBe(contacts);
  expect(currentPhase([])).toBeUndefined();
});

test('the line names the phase, its counts and the time left', () => {
  expect(progressLine(contacts, [sample(0, 1), sample(5_000, 3_001)])).toBe(
    'production full-1 · Contacts 3,001 of 12,300 (24 %) · about 16 s left',
  );
});

test('the second pass is told apart, and before anything moved there is nothing to estimate', () => {
  expect(progressLine({ ...contacts, pass: 'custom', done: 0 }, [])).toBe(
    'production full-1 · Contacts, custom fields 0 of 12,300 (0 %)',
  );
});

test('after the last record the phase is read back and reconciled', () => {
  expect(progressLine({ ...contacts, done: 12_300 }, [])).toBe(
    'production full-1 · Contacts written, now read back and reconciled',
  );
});
