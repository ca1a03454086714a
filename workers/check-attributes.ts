import type { NativeConnection } from '@temporalio/worker';
import type pino from 'pino';
import { missingAttributes } from '../domain/search-attributes.ts';
import { describeError } from './logger.ts';

/**
 * Checks that the namespace has all search attributes: a workflow that sets a missing one would be stopped until somebody adds
 * it. A service that does not tell is not refused.
 *
 * @throws Error that says what to add
 */
export async function checkAttributes(
  { operatorService }: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
  log: pino.Logger,
): Promise<void> {
  let present: string[];
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    present = Object.keys(customAttributes ?? {});
  } catch (error) {
    log.warn({ reason: describeError(error) }, 'the search attributes of the namespace are not known');
    return;
  }
  const missing = missingAttributes(present, namespace);
  if (missing) throw new Error(`${missing.what} The worker was not started, and nothing was changed. ${missing.next}`);
}
