import { ColumnFacts } from '../../schemas/column-facts.ts';
import type { Ledger } from './database.ts';

/** Replaces what the ledger knows of the columns of an engagement's source. */
export async function storeColumnFacts(
  ledger: Ledger,
  engagement: string,
  takenAt: string,
  facts: readonly ColumnFacts[],
): Promise<void> {
  await ledger.transaction(async (client) => {
    await client.query('delete from column_facts where engagement = $1', [engagement]);
    await client.query(
      `insert into column_facts (engagement, object, within, name, facts, taken_at)
       select $1, one ->> 'object', coalesce(one ->> 'within', ''), one ->> 'column', one, $2
       from jsonb_array_elements($3) as one`,
      [engagement, takenAt, JSON.stringify(facts)],
    );
  });
}

/** The facts of the newest survey of an engagement's source; none before its discovery. */
export async function readColumnFacts(ledger: Ledger, engagement: string): Promise<ColumnFacts[]> {
  const rows = await ledger.query<{ facts: unknown }>(
    'select facts from column_facts where engagement = $1 order by object, within, name',
    [engagement],
  );
  return rows.map(({ facts }) => ColumnFacts.parse(facts));
}
