import type { ActivityOptions } from '@temporalio/workflow';
import { activityOptions } from '../../workflows/activity-options.ts';

test.each(Object.entries<ActivityOptions>(activityOptions))(
  'a call of the kind %s waits for any time while no worker is there, and fails by the kind of its errors only',
  (_, options) => {
    expect(options.scheduleToCloseTimeout).toBeUndefined();
    expect(options.scheduleToStartTimeout).toBeUndefined();
    expect(options.retry?.maximumAttempts).toBeUndefined();
  },
);
