import type { Ports } from '../steps/ports.ts';
import { engagementActivities } from './engagement.ts';
import { withFailures } from './failures.ts';
import { loadActivities } from './load.ts';
import { rollbackActivities } from './rollback.ts';
import { sourceActivities } from './source.ts';

/** All activities. The task queues of a worker determine which of them it runs. */
export function createActivities(ports: Ports) {
  return withFailures({
    ...engagementActivities(ports),
    ...sourceActivities(ports),
    ...loadActivities(ports),
    ...rollbackActivities(ports),
  });
}

export type Activities = ReturnType<typeof createActivities>;
