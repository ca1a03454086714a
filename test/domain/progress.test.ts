import { currentPhase, progressLine, addSample, sampleOf, secondsLeft } from '../../domain/progress.ts';
import type { PhaseProgress } from '../../schemas/engagement.ts';

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

test('the time left is estimated from the rate so far', () => {
  expect(secondsLeft([sample(0, 1_000), sample(10_000, 3_000)], 12_000)).toBe(45);
});

test('the time left is unknown while no record has been written', () => {
  expect(secondsLeft([], 10)).toBeNull();
  expect(secondsLeft([sample(0, 5)], 10)).toBeNull();
});

test('old samples and those of another phase or pass are dropped', () => {
  const old = sample(0, 10);
  const recent = sample(20_000, 500);
  const other = sampleOf({ ...contacts, module: 'Products', done: 600 }, 21_000);
  expect(addSample([old, recent, other], sample(40_000, 900))).toEqual([recent, sample(40_000, 900)]);
  expect(addSample([recent], sampleOf({ ...contacts, pass: 'custom' }, 30_000))).toHaveLength(1);
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

test('the line names the second pass, and has no time left before the first record', () => {
  expect(progressLine({ ...contacts, pass: 'custom', done: 0 }, [])).toBe(
    'production full-1 · Contacts, custom fields 0 of 12,300 (0 %)',
  );
});

test('after the last record the line says that the phase is read back and reconciled', () => {
  expect(progressLine({ ...contacts, done: 12_300 }, [])).toBe(
    'production full-1 · Contacts written, now read back and reconciled',
  );
});
