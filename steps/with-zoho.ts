import { addCreditUse } from '../connectors/ledger/credits.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { createGuard, type Guard } from '../domain/identifiers/guard.ts';
import type { CreditPhase } from '../schemas/report.ts';
import type { Environment } from '../schemas/terms.ts';
import type { Config, Ports } from './ports.ts';

/**
 * Opens a client of one org for `work`, and books its calls and credits by engagement and phase, also after an error.
 */
export async function withZoho<T>(
  { ledger, openZoho }: Ports,
  config: Config,
  { environment, phase, guard = createGuard({}) }: { environment: Environment; phase: CreditPhase; guard?: Guard },
  work: (zoho: Zoho) => Promise<T>,
): Promise<T> {
  const { slug, destination } = config.engagement;
  const zoho = openZoho(config, environment, guard);
  try {
    return await work(zoho);
  } finally {
    await addCreditUse(ledger, { orgId: destination[environment].orgId, engagement: slug, phase }, zoho.usage());
  }
}
