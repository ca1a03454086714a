import type { ActivityOptions } from '@temporalio/workflow';
import { activityOptions } from '../../workflows/activity-options.ts';

const { notice, ...others } = activityOptions;

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
