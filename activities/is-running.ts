import { Context } from '@temporalio/activity';
import { engagementWorkflowId } from '../schemas/refs.ts';

/** Whether the workflow of an engagement runs. Temporal forgets workflows that ended long ago. */
export async function isRunning(engagement: string): Promise<boolean> {
  const { workflow } = Context.current().client;
  try {
    const { status } = await workflow.getHandle(engagementWorkflowId(engagement)).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowNotFoundError') return false;
    throw error;
  }
}
