import type { Client } from '@temporalio/client';
import type { RollbackReport } from '../../schemas/engagement.ts';
import type { Environment } from '../../schemas/words.ts';
import * as messages from '../../workflows/messages.ts';
import { ask } from './ask.ts';
import { findEngagement, tell } from './engagement.ts';
import { say } from './print.ts';

/**
 * Rolls an environment back and waits for the end: through the engagement while it runs, which ends it, and by the
 * workflow `rollback` alone afterwards.
 */
export async function rollBack(client: Client, engagement: string, environment: Environment): Promise<RollbackReport> {
  const workflowId = `engagement/${engagement}/${environment}/rollback`;
  const coordinator = findEngagement(client, engagement);
  const { status } = await coordinator.describe();
  if (status.name === 'RUNNING') {
    say(await tell(client, engagement, messages.rollBack, { environment }));
    await coordinator.result();
  } else {
    const target = await ask(client, { about: 'rollback-target', engagement, environment });
    await client.workflow.start('rollback', {
      workflowId,
      taskQueue: 'portage',
      args: [target],
      staticSummary: `Roll back ${environment}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  }
  return (await client.workflow.getHandle(workflowId).result()) as RollbackReport;
}
