import type { Ports } from '../steps/ports.ts';
import { engagementActivities } from './engagement.ts';
import { withFailures } from './failures.ts';
import { loadActivities } from './load.ts';
import { rollbackActivities } from './rollback.ts';
import { sourceActivities } from './source.ts';

/** All activities; which of them a worker runs is decided by the task queues that it serves. */
export function createActivities(ports: Ports) {
  return withFailures({
    ...engagementActivities(ports),
    ...sourceActivities(ports),
    ...loadActivities(ports),
    ...rollbackActivities(ports),
  });
}

export type Activities = ReturnType<typeof createActivities>;
