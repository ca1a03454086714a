import type { Client } from '@temporalio/client';
import type { RollbackReport } from '../../schemas/engagement.ts';
import { engagementWorkflowId, partWorkflowId } from '../../schemas/refs.ts';
import type { RollbackRequest } from '../../schemas/sign-off.ts';
import * as messages from '../../workflows/messages.ts';
import { ask } from './ask.ts';
import { findEngagement, isRunning, sendUpdate } from './engagement.ts';
import { printInfo } from './print.ts';

/**
 * Requests a rollback. A running engagement does it and ends with it; after its end the workflow `rollback` is started alone.
 *
 * @returns what happens now, for people
 */
export async function beginRollback(client: Client, engagement: string, request: RollbackRequest): Promise<string> {
  const { environment } = request;
  if (await isRunning(client, engagementWorkflowId(engagement)))
    return sendUpdate(client, engagement, messages.rollBack, request);
  const target = await ask(client, { about: 'rollback-target', engagement, environment });
  await client.workflow.start('rollback', {
    workflowId: partWorkflowId(engagement, environment, 'rollback'),
    taskQueue: 'portage',
    args: [{ ...target, request }],
    staticSummary: `Roll back ${environment}`,
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
  return `Rolling back ${environment}.`;
}

/** Rolls an environment back and waits for the end. */
export async function rollBack(client: Client, engagement: string, request: RollbackRequest): Promise<RollbackReport> {
  printInfo(await beginRollback(client, engagement, request));
  if (await isRunning(client, engagementWorkflowId(engagement))) await findEngagement(client, engagement).result();
  return (await client.workflow
    .getHandle(partWorkflowId(engagement, request.environment, 'rollback'))
    .result()) as RollbackReport;
}
