import { addedMails } from '../../connectors/ledger/added-mails.ts';
import { findSentFile, noteReplaced, storeReadFile, type ReadFile } from '../../connectors/ledger/attached-files.ts';
import { findMailDocuments, mailFiles } from '../../connectors/ledger/mail-files.ts';
import { creditsBackAt } from '../../connectors/ledger/credits.ts';
import { noteParts } from '../../connectors/ledger/note-parts.ts';
import { addScanned, findRun } from '../../connectors/ledger/runs.ts';
import { overwriteRules } from '../../domain/match/overwrite.ts';
import { isFile, isMail } from '../../domain/module-traits.ts';
import type { LaneInput, LaneResult } from '../../schemas/engagement.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { documentsWhenNeeded, openDocuments } from '../files/open-documents.ts';
import { openGuard } from '../guard.ts';
import type { MailFilePorts } from '../mails/upload-files.ts';
import { withZoho } from '../with-zoho.ts';
import type { FilePorts } from './attach-files.ts';
import { runLane } from './lane.ts';

/** One lane of one pass: batches from the write queue until its slice, the queue or the credits end. */
export async function loadLane(
  ports: Ports,
  stored: StoredEngagement,
  input: LaneInput,
  signal: AbortSignal,
): Promise<LaneResult> {
  const { ledger } = ports;
  const { limits, destination, conflicts } = stored.engagement;
  const { orgId } = destination[input.environment];
  const lane = {
    ledger,
    keyField: stored.mapping.key,
    conflicts,
    overwrite: overwriteRules(stored.mapping, input.module),
    creditFloor: limits.creditFloor,
    breakerPercent: limits.breakerPercent,
    noteParts: input.module === 'Notes' ? noteParts(ledger, input) : undefined,
    requestTimeoutMs: ports.requestTimeoutMs,
    creditsBackAt: () => creditsBackAt(ledger, orgId, limits.creditRecheckSeconds),
  };
  const guard = await openGuard(ports, stored);
  const run = await findRun(ledger, input);
  const documents = documentsWhenNeeded(() => openDocuments(ports, stored, run, signal));
  const work = withZoho(ports, stored, { ...input, phase: input.module, guard }, async (zoho) => {
    const store = (file: ReadFile) => storeReadFile(ledger, run, file);
    const sentTo: FilePorts['sentTo'] = (key) => findSentFile(ledger, run, key);
    const replace: FilePorts['replace'] = (key) => noteReplaced(ledger, run, key);
    const [mails, ofMails] = [addedMails(ledger, input), mailFiles(ledger, input)];
    const files = isFile(input.module)
      ? { zoho, documents, guard, store, sentTo, replace, ofMails: { zoho, mails, files: ofMails } }
      : undefined;
    const wanted: MailFilePorts['wanted'] = (mail) => findMailDocuments(ledger, run, mail);
    const mailPorts = { zoho, mails, files: { zoho, documents, guard, wanted, store: ofMails.store } };
    try {
      return await runLane(
        { ...lane, zoho, files, mails: isMail(input.module) ? mailPorts : undefined },
        input,
        signal,
      );
    } finally {
      const { values, tokens } = guard.counters();
      await addScanned(ledger, run.id, {
        bodies: zoho.usage().bodiesScanned,
        values,
        tokens,
      });
    }
  });
  return work.finally(() => documents.close());
}
