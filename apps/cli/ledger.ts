import { openLedger, type Ledger } from '../../connectors/ledger/database.ts';
import { resolveSecret } from '../../connectors/secret.ts';
import { SecretReference } from '../../schemas/engagement-file.ts';
import { wrongUse } from './failure.ts';

/** Opens the ledger that a reference names, for commands that need neither Temporal nor a worker. */
export async function withLedger<Result>(
  reference: string,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  if (!SecretReference.safeParse(reference).success) {
    throw wrongUse('The URL of the ledger must not be an argument.', 'Give env:NAME or file:PATH.');
  }
  const ledger = openLedger(resolveSecret(reference), 2);
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
