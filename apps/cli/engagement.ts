import { WorkflowNotFoundError, WorkflowUpdateFailedError, type Client, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import type { EngagementStatus } from '../../schemas/engagement.ts';
import { engagementWorkflowId } from '../../schemas/refs.ts';
import { Slug } from '../../schemas/terms.ts';
import { status } from '../../workflows/messages.ts';
import { ask } from './ask.ts';
import { CliError, wrongUse } from './failure.ts';
import { portageCommand } from './portage-command.ts';

/**
 * @throws {CliError} if the text is not a valid slug
 */
export function readSlug(text: string): string {
  const parsed = Slug.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongUse(
    `"${text}" is not a valid slug: it ${parsed.error.issues[0]?.message}.`,
    'Use the slug in engagement.yml.',
  );
}

/** The workflow of an engagement. */
export function findEngagement(client: Client, slug: string): WorkflowHandle {
  return client.workflow.getHandle(engagementWorkflowId(readSlug(slug)));
}

/** Whether a workflow runs. One that Temporal does not have, as after an import, does not. */
export async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Temporal has no workflow of an engagement. */
export class NoWorkflow extends CliError {}

/**
 * The status of an engagement.
 *
 * @throws {CliError} if there is no such engagement
 */
export async function readStatus(client: Client, slug: string): Promise<EngagementStatus> {
  try {
    return await findEngagement(client, slug).query(status);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new NoWorkflow(
      `There is no engagement "${slug}" in the namespace ${client.options.namespace}.`,
      'Nothing was changed.',
      `Start it with ${portageCommand('start ENGAGEMENT.YML')}, or set TEMPORAL_NAMESPACE.`,
    );
  }
}

/** Why the ledger can have an engagement of which Temporal has no workflow. */
export const withoutWorkflow = 'Temporal has no workflow of it: it was imported, or its history was deleted.';

/**
 * The status of an engagement. A worker is asked about one that Temporal does not have: the ledger has it after an import.
 *
 * @throws {CliError} if there is no such engagement, or only the ledger has it
 */
export async function readKnownStatus(client: Client, slug: string): Promise<EngagementStatus> {
  try {
    return await readStatus(client, slug);
  } catch (error) {
    if (!(error instanceof NoWorkflow) || !(await hasReport(client, readSlug(slug)))) throw error;
    throw new CliError(
      `The ledger has the engagement "${slug}", but ${withoutWorkflow}`,
      'Nothing was changed.',
      `See its loads with ${portageCommand(`report ${slug}`)}, or begin it anew with ${portageCommand('start ENGAGEMENT.YML')}: what is loaded is known.`,
    );
  }
}

/** Whether a worker answers with the report of an engagement. */
const hasReport = (client: Client, engagement: string): Promise<boolean> =>
  ask(client, { about: 'report', engagement }, '5 seconds').then(
    () => true,
    () => false,
  );

/**
 * Sends an update to a running engagement and returns its answer.
 *
 * @throws {CliError} if there is no such engagement, or it has ended, perhaps before it answered
 * @throws {WorkflowUpdateFailedError} if it is rejected, with the reason as the innermost cause
 */
export async function sendUpdate<Answer, Args extends [] | [unknown]>(
  client: Client,
  slug: string,
  message: UpdateDefinition<Answer, Args>,
  ...args: Args
): Promise<Answer> {
  try {
    return await findEngagement(client, slug).executeUpdate(message as UpdateDefinition<Answer, [unknown]>, {
      args: args as [unknown],
    });
  } catch (error) {
    const isUnanswered = isEndBeforeAnswer(error);
    if (!isUnanswered && !(error instanceof WorkflowNotFoundError)) throw error;
    throw await endedError(
      client,
      slug,
      isUnanswered
        ? 'It ended before it answered the message, which has no effect any longer.'
        : 'Nothing was changed.',
    );
  }
}

/**
 * The status of an engagement that has not ended.
 *
 * @throws {CliError} if there is no such engagement, or it has ended
 */
export async function readRunning(client: Client, slug: string): Promise<EngagementStatus> {
  const now = await readKnownStatus(client, slug);
  const { status: workflow } = await findEngagement(client, slug).describe();
  if (workflow.name !== 'RUNNING') throw await endedError(client, slug, 'Nothing was changed.');
  return now;
}

/** Says that an engagement has ended, and how. */
async function endedError(client: Client, slug: string, unchanged: string): Promise<CliError> {
  const { state, step } = await readKnownStatus(client, slug);
  const { status: workflow } = await findEngagement(client, slug).describe();
  const how = workflow.name === 'COMPLETED' ? `${state} (${step})` : workflow.name.toLowerCase();
  return new CliError(
    `The engagement "${slug}" has ended: ${how}.`,
    unchanged,
    `See the result: ${portageCommand(`report ${slug}`)}`,
  );
}

/** Temporal's failure of an update whose workflow ended, for example was terminated, while it handled the update. */
const isEndBeforeAnswer = (error: unknown): boolean =>
  error instanceof WorkflowUpdateFailedError &&
  error.cause instanceof ApplicationFailure &&
  error.cause.type === 'AcceptedUpdateCompletedWorkflow';
