import { closeRuns } from '../../connectors/ledger/runs.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { checkKept } from '../purge.ts';

/**
 * Closes the runs of an environment: from now on no lane can book or claim.
 *
 * @returns `quietAt`: when the last request that a lane may have sent has arrived in Zoho (ISO 8601); null if nothing is
 *   under way. A lane sends its last request within one timeout after it last confirmed that it holds its slice.
 */
export async function closeEnvironment(
  { ledger, requestTimeoutMs }: Pick<Ports, 'ledger' | 'requestTimeoutMs'>,
  _: StoredEngagement,
  ref: EnvironmentRef,
): Promise<{ quietAt: string | null }> {
  await checkKept(ledger, ref.engagement);
  const { unsureSince } = await closeRuns(ledger, ref);
  return { quietAt: unsureSince && new Date(unsureSince.getTime() + 2 * requestTimeoutMs).toISOString() };
}
