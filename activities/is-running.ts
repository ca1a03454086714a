import { Context } from '@temporalio/activity';
import { engagementWorkflowId, partWorkflowId } from '../schemas/refs.ts';
import { environments } from '../schemas/terms.ts';

/** Whether an engagement runs, or a rollback or a change of a schema after its end. Temporal forgets what ended long ago. */
export async function isRunning(engagement: string): Promise<boolean> {
  const { workflow } = Context.current().client;
  const parts = environments.flatMap((environment) =>
    (['rollback', 'schema'] as const).map((part) => partWorkflowId(engagement, environment, part)),
  );
  for (const one of [engagementWorkflowId(engagement), ...parts]) {
    try {
      if ((await workflow.getHandle(one).describe()).status.name === 'RUNNING') return true;
    } catch (error) {
      if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
    }
  }
  return false;
}
