import { ConnectorError } from '../../connectors/error.ts';
import { bulkReadJobs } from '../../connectors/ledger/bulk-read-jobs.ts';
import { takeSlice } from '../../connectors/ledger/lanes.ts';
import type { Run } from '../../connectors/ledger/runs.ts';
import {
  bookVerified,
  countWritten,
  listRefused,
  openVerification,
  readVerified,
} from '../../connectors/ledger/verification.ts';
import type { RowLookup } from '../../connectors/staging/row-lookup.ts';
import type { ReadsInBulk } from '../../connectors/zoho/read-all.ts';
import { joinSlices, maxListedDifferences } from '../../domain/join-verification.ts';
import type { ModuleVerification } from '../../schemas/report.ts';
import { compareSlice, type Comparison } from './compare-slice.ts';
import { openLines } from './read-lines.ts';

export interface ModuleComparison extends Omit<Comparison, 'env' | 'lines'> {
  zoho: Comparison['zoho'] & ReadsInBulk;
}

/**
 * Reads back and compares everything that the live runs have written to a module, slice by slice. The result of each slice
 * is stored, so a repetition after a crash or a cancellation continues behind the last one.
 * @throws ConnectorError `contract` when it did not reach every record that Zoho has acknowledged
 */
export async function compareModule(
  run: Run,
  comparison: ModuleComparison,
  signal: AbortSignal,
): Promise<ModuleVerification> {
  const { ledger, module, zoho, lineFields } = comparison;
  await openVerification(ledger, run, module);
  let opened: Promise<RowLookup> | null = null;
  const lines = () => (opened ??= openLines(zoho, lineFields!, bulkReadJobs(ledger, run, module), signal));
  const work = { run, input: { module, pass: 'verify', lane: 0 } } as const;
  try {
    for (;;) {
      signal.throwIfAborted();
      const held = await takeSlice(ledger, work, 0);
      if (!held) break;
      const range = { first: held.bookedTo + 1, last: held.lastNo };
      const { found, money } = await compareSlice({ ...comparison, env: run.env, lines }, range, signal);
      await bookVerified(ledger, run, module, held, found, money);
    }
  } finally {
    await closeLines(opened);
  }
  const refused = await listRefused(ledger, run, module, maxListedDifferences);
  const verified = joinSlices(module, await readVerified(ledger, run, module), refused);
  const [compared, written] = [verified.modules[0]?.compared ?? 0, await countWritten(ledger, run, module)];
  if (compared !== written)
    throw new ConnectorError(
      'contract',
      `The verification of ${module} compared ${compared} records, but Zoho has acknowledged ${written}. Nothing counts as verified. Verify again after all loads of this environment have ended.`,
    );
  return verified;
}

/** Deletes the file with the lines. If reading them failed, there is none. */
async function closeLines(opened: Promise<RowLookup> | null): Promise<void> {
  const lines = await opened?.catch(() => null);
  await lines?.close();
}
