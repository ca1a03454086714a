import type { Client } from '@temporalio/client';
import { missingAttributes } from '../../domain/search-attributes.ts';
import { CliError } from './failure.ts';

/**
 * Checks that the namespace has the search attributes of the workflows. A service that does not tell is not refused.
 *
 * @throws {CliError} that says what to add
 */
export async function checkAttributes({ connection, options: { namespace } }: Client): Promise<void> {
  const answer = await connection.operatorService.listSearchAttributes({ namespace }).catch(() => null);
  const missing = answer && missingAttributes(Object.keys(answer.customAttributes ?? {}), namespace);
  if (missing) throw new CliError(missing.what, 'Nothing was started.', missing.next);
}
