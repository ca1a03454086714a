import type { Ledger, Queryable } from './database.ts';
import type { ProvenBy } from './sign-offs.ts';

interface Verdict {
  counted: boolean;
}

/** A message about exceptions or a spot check that was judged and may be carried out. */
export interface JudgedAct {
  /** Identifies the message, whatever it says. */
  id: string;
  proven: Pick<ProvenBy, 'by' | 'nonce'> | null;
  /** When the workflow received it, ISO 8601. */
  at: string;
}

/** The verdict of a message that has counted; null if it has not. */
export async function findAct<Judged extends Verdict>(
  client: Queryable,
  engagement: string,
  id: string,
): Promise<Judged | null> {
  const { rows } = await client.query<{ verdict: Judged }>(
    'select verdict from counted_act where engagement = $1 and message = $2',
    [engagement, id],
  );
  return rows[0]?.verdict ?? null;
}

/**
 * Does what a message says, once for each `id`, in one transaction. What did not count is not kept, so it may be sent again.
 *
 * @returns the verdict of the first time
 */
export async function actOnce<Judged extends Verdict>(
  ledger: Ledger,
  engagement: string,
  { id, proven, at }: JudgedAct,
  act: (client: Queryable) => Promise<Judged>,
): Promise<Judged> {
  return ledger.transaction(async (client) => {
    await client.query('select pg_advisory_xact_lock(733206, hashtext($1))', [`${engagement}/${id}`]);
    const before = await findAct<Judged>(client, engagement, id);
    if (before) return before;
    const verdict = await act(client);
    if (verdict.counted)
      await client.query(
        `insert into counted_act (engagement, message, verdict, proven_by, nonce, at) values ($1, $2, $3, $4, $5, $6)`,
        [engagement, id, JSON.stringify(verdict), proven?.by ?? null, proven?.nonce ?? null, at],
      );
    return verdict;
  });
}
