import type { ConflictCount } from '../../schemas/pack.ts';
import type { Conflict, RecordKey } from '../../schemas/record.ts';
import type { Module, Pass } from '../../schemas/terms.ts';
import type { Ledger, Queryable } from './database.ts';
import type { Run } from './runs.ts';

/**
 * Stores the conflicts of a batch, before it is sent. A conflict about a field that is written without one has ended.
 * @param settled the fields of the batch's records that are written without a conflict
 */
export async function storeConflicts(
  ledger: Ledger,
  { run, module, pass }: { run: Pick<Run, 'id' | 'env'>; module: Module; pass: Pass },
  conflicts: Conflict[],
  settled: { key: RecordKey; field: string }[],
): Promise<void> {
  await ledger.query(
    `with settled as (
       delete from conflict c using unnest($11::text[], $12::text[]) as t(key, field)
       where c.env = $1 and c.key = t.key and c.field = t.field
     )
     insert into conflict (env, run, module, pass, key, field, no, rule, state, edited_at, edited_by)
     select $1, $2, $3, $4, t.* from unnest($5::text[], $6::text[], $7::int[], $8::text[], $9::text[],
       $10::timestamptz[], $13::text[]) as t
     on conflict (env, key, field) do update set run = excluded.run, no = excluded.no, rule = excluded.rule,
       state = excluded.state, decision = null, edited_at = excluded.edited_at, edited_by = excluded.edited_by`,
    [
      ...[run.env, run.id, module, pass],
      conflicts.map((one) => one.key),
      conflicts.map((one) => one.field),
      conflicts.map((one) => one.no),
      conflicts.map((one) => one.rule),
      conflicts.map((one) => one.state),
      conflicts.map((one) => one.editedAt),
      settled.map((one) => one.key),
      settled.map((one) => one.field),
      conflicts.map((one) => one.editedBy),
    ],
  );
}

/** A conflict as documents show it. */
export interface StoredConflict extends Omit<Conflict, 'no'> {
  module: Module;
  zohoId: string | null;
}

/** The conflicts that a run found, ordered by module and key. */
export const listConflicts = (ledger: Ledger, { id, env }: Pick<Run, 'id' | 'env'>): Promise<StoredConflict[]> =>
  ledger.query<StoredConflict>(
    `select c.module, c.key, c.field, c.rule, c.state, r.zoho_id::text as "zohoId", c.edited_by as "editedBy",
       to_char(c.edited_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "editedAt"
     from conflict c left join record r on r.env = $1 and r.key = c.key
     where c.env = $1 and c.run = $2 order by c.module, c.key, c.field`,
    [env, id],
  );

/** Number of conflicts of an engagement by the run that found them, and by what became of them. */
export const countConflicts = (ledger: Ledger, engagement: string): Promise<ConflictCount[]> =>
  ledger.query<ConflictCount & Record<string, unknown>>(
    `select e.name as environment, r.name as run, c.module::text as module, c.rule, c.state, c.decision, count(*)::int as count
     from conflict c join run r on r.id = c.run join environment e on e.id = c.env where e.engagement = $1
     group by e.name, r.id, r.name, c.module, c.rule, c.state, c.decision order by r.id, 3, 4, 5, 6`,
    [engagement],
  );

/** Number of fields of a phase that people have to decide about. */
export async function countOpenConflicts(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<number> {
  const [row] = await ledger.query<{ count: number }>(
    `select count(*)::int as count from conflict where env = $1 and run = $2 and module = $3 and state = 'open'`,
    [env, id, module],
  );
  return row?.count ?? 0;
}

/** People decided to write the source's values over the open conflicts of a phase. */
export async function decideConflicts(
  client: Queryable,
  { id, env }: Pick<Run, 'id' | 'env'>,
  module: Module,
): Promise<void> {
  await client.query(
    `update conflict set decision = 'source' where env = $1 and run = $2 and module = $3 and state = 'open'`,
    [env, id, module],
  );
}
