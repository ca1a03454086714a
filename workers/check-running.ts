import { Client } from '@temporalio/client';
import { Worker, type NativeConnection, type ReplayWorkerOptions } from '@temporalio/worker';
import type { Ledger } from '../connectors/ledger/database.ts';
import { isCodeChecked, markCodeChecked } from '../connectors/ledger/workflow-code.ts';
import { digestOfCode, workflowFolders } from './code-version.ts';
import { findWorkflowBundle } from './workflow-bundle.ts';

type Bundle = NonNullable<ReplayWorkerOptions['workflowBundle']>;

/**
 * Checks that this worker's workflow code can continue every running workflow, when the ledger does not know the code yet.
 * A worker with other code would otherwise stop the engagements whose tasks it takes.
 *
 * @throws Error with the workflows that it can't continue
 */
export async function checkWorkflowCode(
  ledger: Ledger,
  { connection, namespace }: { connection: NativeConnection; namespace: string },
  stop?: AbortSignal,
): Promise<void> {
  const digest = digestOfCode(workflowFolders);
  if (await isCodeChecked(ledger, digest)) return;
  const broken = await listBrokenWorkflows(new Client({ connection, namespace }), await findWorkflowBundle(stop));
  if (broken.length > 0) {
    throw new Error(
      `The workflow code of this worker can't continue ${broken.join(', ')}. The worker was not started, and nothing was ` +
        'changed. Guard the change with `patched`, or run this worker after these workflows have ended.',
    );
  }
  await markCodeChecked(ledger, digest);
}

/** Ids of the running workflows whose histories the code can't replay. */
export async function listBrokenWorkflows(client: Client, workflowBundle: Bundle): Promise<string[]> {
  const query = `ExecutionStatus = 'Running' and TaskQueue = 'portage'`;
  const { count } = await client.workflow.count(query);
  if (count === 0) return [];
  const broken: string[] = [];
  const histories = client.workflow.list({ query }).intoHistories({ concurrency: 2 });
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    if (error) broken.push(workflowId);
  }
  return broken.sort();
}
