import type pg from 'pg';
import type { Change, Variation } from './statement.ts';

/** A row that is no longer there. */
export interface RemovedRow {
  object: string;
  id: string;
}

/**
 * Changes one row, and what goes with it, in one transaction.
 *
 * @param pick which of the rows, from 0 up to 1
 * @returns the rows that the change removed; null if there was no row to change
 */
export async function changeRow(
  client: pg.Client,
  { among, statements }: Change,
  { pick, ...variation }: Variation & { pick: number },
): Promise<RemovedRow[] | null> {
  const { rows } = await client.query<{ id: string }>(
    `with one as (${among}) select id from one offset floor($1::float8 * (select count(*) from one))::bigint limit 1`,
    [pick],
  );
  const id = rows[0]?.id;
  if (id === undefined) return null;
  const removed: RemovedRow[] = [];
  await client.query('begin');
  for (const [sql, values] of statements(id, variation)) {
    const { rows: returned } = await client.query<RemovedRow>(sql, values);
    removed.push(...returned);
  }
  await client.query('commit');
  return removed;
}
