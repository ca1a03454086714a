import type { Client } from '@temporalio/client';
import type { RollbackReport } from '../../schemas/engagement.ts';
import type { RollbackRequest } from '../../schemas/sign-off.ts';
import * as messages from '../../workflows/messages.ts';
import { ask } from './ask.ts';
import { findEngagement, sendUpdate } from './engagement.ts';
import { printInfo } from './print.ts';

/**
 * Rolls an environment back and waits for the end. A running engagement does it and ends with it; after its end the
 * workflow `rollback` is started alone.
 */
export async function rollBack(client: Client, engagement: string, request: RollbackRequest): Promise<RollbackReport> {
  const { environment } = request;
  const workflowId = `engagement/${engagement}/${environment}/rollback`;
  const coordinator = findEngagement(client, engagement);
  const { status } = await coordinator.describe();
  if (status.name === 'RUNNING') {
    printInfo(await sendUpdate(client, engagement, messages.rollBack, request));
    await coordinator.result();
  } else {
    const target = await ask(client, { about: 'rollback-target', engagement, environment });
    await client.workflow.start('rollback', {
      workflowId,
      taskQueue: 'portage',
      args: [{ ...target, request }],
      staticSummary: `Roll back ${environment}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  }
  return (await client.workflow.getHandle(workflowId).result()) as RollbackReport;
}
