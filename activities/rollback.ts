import { cancellationSignal } from '@temporalio/activity';
import { RemovalInput } from '../schemas/engagement.ts';
import { EnvironmentRef } from '../schemas/refs.ts';
import type { Ports } from '../steps/ports.ts';
import { checkRollback } from '../steps/rollback/check.ts';
import { closeEnvironment } from '../steps/rollback/close.ts';
import { removeFields } from '../steps/rollback/fields.ts';
import { removeLocks } from '../steps/rollback/locks.ts';
import { removeRecords } from '../steps/rollback/lane.ts';
import { endRollback, previewRollback } from '../steps/rollback/rollback.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities of the rollback of one environment. */
export function rollbackActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    closeEnvironment: on(EnvironmentRef, closeEnvironment),
    previewRollback: on(EnvironmentRef, (_, stored, ref) => previewRollback(ports, stored, ref, cancellationSignal())),
    removeRecords: on(RemovalInput, (_, stored, input) => removeRecords(ports, stored, input, cancellationSignal())),
    removeLocks: on(EnvironmentRef, removeLocks),
    checkRollback: on(EnvironmentRef, checkRollback),
    removeFields: on(EnvironmentRef, removeFields),
    endRollback: on(EnvironmentRef, endRollback),
  };
}
