import { hasLedger, migrateLedger, openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { resolveSecret } from '../../connectors/secret.ts';
import { SecretReference } from '../../schemas/engagement-file.ts';
import { CliError, wrongUse } from './failure.ts';

/** The option that says where the ledger is. */
export const ledgerOption = {
  type: 'string',
  description: 'Where the URL of the ledger is: env:NAME or file:PATH',
  valueHint: 'reference',
} as const;

/** The same for commands that ask a worker without it. */
export const ledgerOrWorkerOption = {
  ...ledgerOption,
  description: `${ledgerOption.description}; without it a worker is asked`,
} as const;

/**
 * Opens the ledger that a reference names, for commands that need neither Temporal nor a worker.
 *
 * @param whenNew what to do with a database that has no ledger yet; one of an earlier version is left to the workers
 */
export async function withLedger<Result>(
  reference: string,
  work: (ledger: Ledger) => Promise<Result>,
  whenNew: 'create' | 'refuse' = 'refuse',
): Promise<Result> {
  if (!SecretReference.safeParse(reference).success) {
    throw wrongUse('The URL of the ledger must not be an argument.', 'Give env:NAME or file:PATH.');
  }
  const url = resolveSecret(reference);
  const ledger = openLedger(url, 2);
  try {
    if (!(await hasLedger(ledger))) {
      if (whenNew === 'refuse') throw noLedger(reference);
      await migrateLedger(url);
    }
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

const noLedger = (reference: string): CliError =>
  new CliError(
    `The database that ${reference} names has no ledger.`,
    'Nothing was changed.',
    'Check that it is the database of the workers (PORTAGE_LEDGER_URL). A worker makes the ledger when it starts, and portage import too.',
  );
