import { addSample, currentSteps, progressLine, sampleOf, secondsLeft, stepName } from '../../domain/progress.ts';
import type { StepProgress } from '../../schemas/engagement.ts';

const contacts: StepProgress = {
  engagement: 'demo',
  environment: 'production',
  run: 'full-1',
  subject: 'Contacts',
  step: 'base',
  total: 12_300,
  done: 3_001,
  seconds: 60,
};
const extraction: StepProgress = {
  ...contacts,
  ...{ environment: null, run: null, subject: 'billing_accounts', step: 'extract', total: 1_000, done: 250 },
};
const sample = (at: number, done: number) => sampleOf({ ...contacts, done }, at);

test('the time left is estimated from the newest rate', () => {
  const now = { ...contacts, done: 3_000, total: 12_000 };
  expect(secondsLeft([sample(0, 1_000), sample(10_000, 3_000)], now)).toBe(45);
});

test('without samples the time left is estimated from the rate since the beginning', () => {
  expect(secondsLeft([], { ...contacts, done: 3_000, total: 12_000 })).toBe(180);
  expect(secondsLeft([sample(0, 3_000)], { ...contacts, done: 3_000, total: 12_000 })).toBe(180);
});

test('the time left is unknown while nothing is done', () => {
  expect(secondsLeft([], { ...contacts, done: 0 })).toBeNull();
});

test('old samples and those of another subject or step are dropped', () => {
  const old = sample(0, 10);
  const recent = sample(20_000, 500);
  const other = sampleOf({ ...contacts, subject: 'Products', done: 600 }, 21_000);
  expect(addSample([old, recent, other], sample(40_000, 900))).toEqual([recent, sample(40_000, 900)]);
  expect(addSample([recent], sampleOf({ ...contacts, step: 'custom' }, 30_000))).toHaveLength(1);
});

test('the passes of the current run and all other steps are current', () => {
  const custom: StepProgress = { ...contacts, step: 'custom' };
  const earlier = { ...contacts, run: 'full-0' };
  const rollback: StepProgress = { ...contacts, run: 'rollback-1', step: 'rollback' };
  const run = { engagement: 'demo', environment: 'production', run: 'full-1' } as const;
  const steps = [earlier, contacts, custom, extraction, rollback];
  expect(currentSteps(steps, run)).toEqual([contacts, custom, extraction, rollback]);
  expect(currentSteps(steps, null)).toEqual([extraction, rollback]);
});

test.each([
  ['base', 'Sales Orders'],
  ['custom', 'Sales Orders, custom fields'],
  ['verify', 'Sales Orders, read back'],
  ['rollback', 'Sales Orders, rollback'],
  ['transform', 'Sales Orders, transformation'],
] as const)('the step %s of orders is called "%s"', (step, name) => {
  expect(stepName({ step, subject: 'Sales_Orders' })).toBe(name);
});

test('the line names the step, its counts and the time left', () => {
  expect(progressLine(contacts, [sample(0, 1), sample(5_000, 3_001)])).toBe(
    'production full-1 · Contacts 3,001 of 12,300 (24 %) · about 16 s left',
  );
  expect(progressLine(extraction)).toBe('billing accounts, extraction 250 of 1,000 (25 %) · about 3 min 0 s left');
});

test('the line has no time left before the first record', () => {
  expect(progressLine({ ...contacts, step: 'custom', done: 0 })).toBe(
    'production full-1 · Contacts, custom fields 0 of 12,300 (0 %)',
  );
});

test('after the last record the line says that the phase is read back and reconciled', () => {
  expect(progressLine({ ...contacts, done: 12_300 })).toBe(
    'production full-1 · Contacts written, now read back and reconciled',
  );
});
