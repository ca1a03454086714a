import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { addRollback } from '../../domain/rollback-report.ts';
import type { EngagementStatus, RollbackReport } from '../../schemas/engagement.ts';
import { partWorkflowId } from '../../schemas/refs.ts';
import { environments } from '../../schemas/terms.ts';
import { findEngagement } from './engagement.ts';

/**
 * The status of an engagement that has ended, with the rollbacks that were requested after its end. The engagement does not
 * know of them, because each is a workflow of its own.
 */
export async function withLaterRollbacks(client: Client, status: EngagementStatus): Promise<EngagementStatus> {
  const { engagement } = status;
  const { closeTime } = await findEngagement(client, engagement).describe();
  if (!closeTime) return status;
  let { rollbacks = [], staying = [] } = status;
  for (const environment of environments) {
    const report = await findResult(client, partWorkflowId(engagement, environment, 'rollback'), closeTime);
    if (!report) continue;
    rollbacks = addRollback(rollbacks, report);
    staying = staying.filter((one) => one.environment !== environment);
  }
  return { ...status, rollbacks, ...(status.staying && { staying }) };
}

/** The result of a rollback that began after a time and has ended; null without one. */
async function findResult(client: Client, workflowId: string, after: Date): Promise<RollbackReport | null> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status, startTime } = await handle.describe();
    if (status.name !== 'COMPLETED' || startTime < after) return null;
    return (await handle.result()) as RollbackReport;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
