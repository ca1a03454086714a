import type { Client } from '@temporalio/client';
import { changingWorkflowIds } from '../../schemas/refs.ts';
import { isRunning } from './engagement.ts';
import { CliError } from './failure.ts';

/**
 * Checks that no workflow changes an engagement.
 *
 * @param unchanged what was not done
 * @throws {CliError} if one runs
 */
export async function checkAtRest(client: Client, slug: string, unchanged: string): Promise<void> {
  for (const id of changingWorkflowIds(slug)) {
    if (await isRunning(client, id))
      throw new CliError(
        `The workflow ${id} runs, also if it is paused: where it is, the ledger does not say.`,
        unchanged,
        'Wait for its end, or end it with portage cancel.',
      );
  }
}
