import type { VanishedRule } from '../../schemas/mapping.ts';
import type { StaleCounts } from '../../schemas/report.ts';
import type { Module } from '../../schemas/terms.ts';
import { attachedModules } from '../../domain/module-traits.ts';
import type { Ledger, Queryable } from './database.ts';
import type { Run } from './runs.ts';

type RunId = Pick<Run, 'id' | 'env'>;

/** A record in Zoho whose source row has vanished, or no longer becomes this record. */
export interface StaleRecord {
  module: Module;
  key: string;
  zohoId: string | null;
  why: string;
  rule: VanishedRule;
  /** Null: people have to decide, or it is to be deleted. */
  result: 'kept' | 'sent' | 'deleted' | 'gone' | 'failed' | null;
}

/** The records in Zoho that a run found to be stale, ordered by module and key. */
export const listStaleRecords = (ledger: Ledger, { id, env }: RunId): Promise<StaleRecord[]> =>
  ledger.query<StaleRecord & Record<string, unknown>>(
    `select module, key, zoho_id::text as "zohoId", why, rule, result from stale_record
     where env = $1 and run = $2 and zoho_id is not null order by module, key`,
    [env, id],
  );

export interface Deletion {
  key: string;
  zohoId: string;
  /** Zoho's time of our last write, in ISO 8601; null if it is not known. */
  modifiedAt: string | null;
  /** The deletion may have been sent before. */
  wasSent: boolean;
}

/** Takes the next records to delete, and marks them as sent: a killed worker may have deleted them. */
export async function takeDeletions(
  ledger: Ledger,
  { id, env }: RunId,
  module: Module,
  { after, limit }: { after: string; limit: number },
): Promise<Deletion[]> {
  const taken = await ledger.query<Omit<Deletion, 'modifiedAt'> & { modifiedAt: Date | null }>(
    `with next as (
       select key, coalesce(result = 'sent', false) as was_sent from stale_record
       where env = $1 and module = $3 and rule = 'delete' and zoho_id is not null and key > $4
         and (result is null or result in ('sent', 'failed')) order by key limit $5 for update
     )
     update stale_record s set result = 'sent', deleted_run = $2 from next
     where s.env = $1 and s.module = $3 and s.key = next.key
     returning s.key, s.zoho_id::text as "zohoId", next.was_sent as "wasSent",
       (select r.modified_at from record r where r.env = $1 and r.zoho_id = s.zoho_id
          and r.key in (s.key, s.module || '/' || s.key)) as "modifiedAt"`,
    [env, id, module, after, limit],
  );
  return taken.map((one) => ({ ...one, modifiedAt: one.modifiedAt?.toISOString() ?? null }));
}

/**
 * Books deletions. A record that is not in Zoho any more has no id and no acknowledged values, and nor have the notes, files and
 * e-mails that hung on it, and the files of those: all that Zoho had put on it, whatever their keys lead to now. One that people edited is kept.
 */
export async function bookDeletions(
  ledger: Ledger,
  { env }: RunId,
  module: Module,
  deletions: { key: string; zohoId: string; result: 'deleted' | 'gone' | 'failed' | 'kept' }[],
): Promise<void> {
  await ledger.query(
    `with deleted as (select * from unnest($3::text[], $4::bigint[], $5::text[]) as t(key, zoho_id, result)),
     state as (
       update record r set zoho_id = null, base_no = null, custom_no = null, modified_at = null from deleted
       where r.env = $1 and r.key in (deleted.key, $2::text || '/' || deleted.key) and r.zoho_id = deleted.zoho_id
         and deleted.result in ('deleted', 'gone')
     ), own as (
       select c.key, c.zoho_id from record c join deleted on c.parent_id = deleted.zoho_id
       where deleted.result in ('deleted', 'gone') and c.env = $1 and c.module::text = any($6) and c.zoho_id is not null
     ), attached as (
       select key, zoho_id from own
       union
       select c.key, c.zoho_id from record c join own on c.parent_id = own.zoho_id
       where c.env = $1 and c.module::text = any($6) and c.zoho_id is not null
     ), detached as (
       update record c set zoho_id = null, base_no = null, custom_no = null, modified_at = null, parent_id = null
       from attached where c.env = $1 and c.key = attached.key
     ), parts as (
       delete from note_part p using attached where p.env = $1 and p.head = attached.zoho_id
     ), mails as (
       delete from added_mail m using attached where m.env = $1 and m.key = attached.key
     )
     update stale_record s set result = deleted.result,
       why = s.why || case when deleted.result = 'kept' then '; edited by people' else '' end
     from deleted
     where s.env = $1 and s.module = $2::text::zoho_module and s.key = deleted.key`,
    [
      ...[env, module],
      deletions.map((one) => one.key),
      deletions.map((one) => one.zohoId),
      deletions.map((one) => one.result),
      attachedModules,
    ],
  );
}

/** What became stale in a phase, and what the phase deleted. */
export async function countStale(ledger: Ledger, { id, env }: RunId, module: Module): Promise<StaleCounts> {
  const [counts] = await ledger.query<StaleCounts & Record<string, unknown>>(
    `select count(*) filter (where (run = $2 or deleted_run = $2) and result = 'kept')::int as kept,
       count(*) filter (where deleted_run = $2 and result = 'deleted')::int as deleted,
       count(*) filter (where deleted_run = $2 and result = 'gone')::int as gone,
       count(*) filter (where deleted_run = $2 and result = 'failed')::int as failed,
       count(*) filter (where run = $2 and rule = 'ask' and result is null)::int as asked
     from stale_record where env = $1 and module = $3 and zoho_id is not null`,
    [env, id, module],
  );
  return counts ?? { kept: 0, deleted: 0, gone: 0, failed: 0, asked: 0 };
}

/** People decided to delete the stale records of a phase that the rule asks about. */
export async function decideStale(client: Queryable, { id, env }: RunId, module: Module): Promise<void> {
  await client.query(
    `update stale_record set rule = 'delete'
     where env = $1 and run = $2 and module = $3 and rule = 'ask' and result is null`,
    [env, id, module],
  );
}

/** At the end of a run, everything that people were asked about and did not change stays as it is in Zoho. */
export async function keepUndecided(ledger: Ledger, { id, env }: RunId): Promise<void> {
  await ledger.query(
    `with kept as (
       update stale_record set result = 'kept' where env = $1 and run = $2 and rule = 'ask' and result is null
     )
     update conflict set state = 'left' where env = $1 and run = $2 and state = 'open'`,
    [env, id],
  );
}
