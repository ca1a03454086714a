import type { ActivityOptions } from '@temporalio/workflow';
import { activityOptions } from '../../workflows/activity-options.ts';

const { notice, question, ...others } = activityOptions;

test.each(Object.entries<ActivityOptions>(others))(
  'a call of the kind %s waits for any time while no worker is there, and fails by the kind of its errors only',
  (_, options) => {
    expect(options.scheduleToCloseTimeout).toBeUndefined();
    expect(options.scheduleToStartTimeout).toBeUndefined();
    expect(options.retry?.maximumAttempts).toBeUndefined();
  },
);

test('a notice is given up after a day, because its gate is shown elsewhere, too', () => {
  expect(notice.scheduleToCloseTimeout).toBe('1 day');
});

test('a question of a person is answered with the reason when it fails about a minute long', () => {
  const { initialInterval, backoffCoefficient, maximumInterval, maximumAttempts } = question.retry;
  expect([initialInterval, maximumInterval]).toEqual(['500 ms', '30 s']);
  const waits = Array.from({ length: maximumAttempts - 1 }, (_, index) =>
    Math.min(30, 0.5 * backoffCoefficient ** index),
  );
  expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(61.5);
});
