import { ConnectorError } from '../connectors/error.ts';
import { addedMails } from '../connectors/ledger/added-mails.ts';
import { addCreditUse, creditsBackAt } from '../connectors/ledger/credits.ts';
import { mailFiles } from '../connectors/ledger/mail-files.ts';
import { noteParts } from '../connectors/ledger/note-parts.ts';
import type { Zoho } from '../connectors/zoho/port.ts';
import { createGuard, type Guard } from '../domain/identifiers/guard.ts';
import type { CreditPhase } from '../schemas/report.ts';
import type { Environment } from '../schemas/terms.ts';
import { attachmentsAsRecords } from './files/attachments-as-records.ts';
import { mailFilesAsRecords } from './mails/mail-files-as-records.ts';
import { mailsAsRecords } from './mails/mails-as-records.ts';
import { longNotesAsRecords } from './notes/long-notes-as-records.ts';
import type { Config, Ports, ZohoCaller } from './ports.ts';

interface OpenAs {
  environment: Environment;
  phase: CreditPhase;
  guard?: Guard;
  user?: ZohoCaller;
}

/**
 * Opens a client of one org for `work`, and books its calls and credits by engagement and phase, also after an error.
 * @throws ConnectorError `credits` with the time to go on, when the org's credits are used up to the floor
 */
export async function withZoho<T>(
  { ledger, openZoho }: Ports,
  config: Config,
  { environment, phase, guard = createGuard({}), user = 'load' }: OpenAs,
  work: (zoho: Zoho) => Promise<T>,
): Promise<T> {
  const { slug, destination, limits } = config.engagement;
  const { orgId } = destination[environment];
  const ref = { engagement: slug, environment };
  const whole = longNotesAsRecords(openZoho(config, environment, guard, user), noteParts(ledger, ref));
  const files = mailFilesAsRecords(attachmentsAsRecords(whole, ledger, ref), mailFiles(ledger, ref));
  const zoho = mailsAsRecords(files, addedMails(ledger, ref));
  try {
    return await work(zoho);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'credits') throw error;
    const back = await creditsBackAt(ledger, orgId, limits.creditRecheckSeconds);
    const time = back.toISOString().slice(0, 16).replace('T', ' ');
    const retryAfterMs = Math.max(1_000, back.getTime() - Date.now());
    throw new ConnectorError('credits', `${error.message} The work goes on at ${time} UTC.`, { retryAfterMs });
  } finally {
    await addCreditUse(ledger, { orgId, engagement: slug, phase }, zoho.usage());
  }
}
