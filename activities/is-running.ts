import { Context } from '@temporalio/activity';
import { changingWorkflowIds } from '../schemas/refs.ts';

/** Whether an engagement runs, or a rollback or a change of a schema after its end. Temporal forgets what ended long ago. */
export async function isRunning(engagement: string): Promise<boolean> {
  const { workflow } = Context.current().client;
  for (const one of changingWorkflowIds(engagement)) {
    try {
      if ((await workflow.getHandle(one).describe()).status.name === 'RUNNING') return true;
    } catch (error) {
      if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
    }
  }
  return false;
}
