import { judgeRetention } from '../../domain/retention.ts';

const facts = {
  days: 30,
  last: new Date('2026-11-01T12:00:00Z'),
  isRunning: false,
  now: new Date('2026-12-01T12:00:00Z'),
};

test('personal data may be erased when the retention after the last act has passed', () => {
  expect(judgeRetention(facts)).toEqual({ from: new Date('2026-12-01T12:00:00Z'), whyNot: null });
});

test('before that, the day is named', () => {
  expect(judgeRetention({ ...facts, now: new Date('2026-12-01T11:59:59Z') }).whyNot).toBe(
    'Personal data is kept for 30 days after the last act of the engagement, until 2026-12-01.',
  );
});

test('the data of an engagement that runs is never erased, and no day is named', () => {
  expect(judgeRetention({ ...facts, isRunning: true })).toEqual({
    ...{ from: null, whyNot: 'The engagement is still running.' },
  });
});
