import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { RemovalInput } from '../schemas/engagement.ts';
import { EnvironmentRef } from '../schemas/refs.ts';
import type { Ports } from '../steps/ports.ts';
import { endRollback, previewRollback, removeFields, removeRecords } from '../steps/rollback/rollback.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities of the rollback of one environment. */
export function rollbackActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    previewRollback: on(EnvironmentRef, previewRollback),
    removeRecords: on(RemovalInput, (_, stored, input) =>
      removeRecords(ports, stored, input, { isRepeated: activityInfo().attempt > 1, signal: cancellationSignal() }),
    ),
    removeFields: on(EnvironmentRef, removeFields),
    endRollback: on(EnvironmentRef, endRollback),
  };
}
