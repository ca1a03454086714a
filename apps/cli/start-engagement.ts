import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { engagementWorkflowId } from '../../schemas/refs.ts';
import { checkAttributes } from './check-attributes.ts';
import { findEngagement, readStatus } from './engagement.ts';
import { CliError, isUnanswered } from './failure.ts';
import { portageCommand } from './portage-command.ts';

/**
 * Starts the workflow of an engagement.
 *
 * @param file absolute path of the engagement file, which must be the same for the worker
 * @returns the workflow's id
 * @throws {CliError} if the engagement is already running, or the namespace lacks a search attribute
 */
export async function startEngagement(client: Client, slug: string, file: string): Promise<string> {
  await checkAttributes(client);
  const workflowId = engagementWorkflowId(slug);
  try {
    await client.workflow.start('engagement', {
      workflowId,
      taskQueue: 'portage',
      args: [{ file }],
      staticSummary: `Engagement ${slug}`,
      workflowIdConflictPolicy: 'FAIL',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new CliError(
      `The engagement "${slug}" is already running.`,
      'It was not changed.',
      `Look at it: ${portageCommand(`status ${slug}`)}`,
    );
  }
  return workflowId;
}

/**
 * Waits until a worker has read the engagement's files.
 *
 * @returns false if no worker started the engagement in time; it waits for one
 * @throws {WorkflowFailedError} if the files are wrong, with the worker's message as its innermost cause
 */
export async function waitUntilOpened(client: Client, slug: string, timeoutMs = 20_000): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(200)) {
    try {
      const { state, step } = await readStatus(client, slug);
      if (state === 'stopped') await findEngagement(client, slug).result();
      if (step !== 'opening') return true;
    } catch (error) {
      if (!isUnanswered(error)) throw error;
    }
  }
  return false;
}
