import { cutRange, type NumberRange } from '../../domain/cut-range.ts';
import { isMail } from '../../domain/module-traits.ts';
import { mergeOrders } from '../../domain/merge-orders.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger, Queryable } from './database.ts';
import { openEnvironment } from './environments.ts';
import { createRollbackPartition } from './partitions.ts';
import { countItems, listLeftovers, type ItemCount, type Leftover } from './rollback.ts';
import { createSlices } from './slices.ts';

/** A record that the loads created or changed, or may have. */
export interface Candidate {
  key: string;
  /** Null if a lane may have created it, and has not booked its id. */
  zohoId: string | null;
  /** Zoho's time of our last write in ISO 8601. */
  modifiedAt: string | null;
  /** A lane may have sent values for it that are not booked, or may send them while the plan is made. */
  unsure: boolean;
}

/** A candidate that is in Zoho. */
export interface SeenRecord {
  key: string;
  zohoId: string;
  modifiedAt: string | null;
  /** Somebody changed it after our last write. */
  edited: boolean;
}

/** What one plan of a rollback collects. Only `store` changes the ledger. */
export interface RollbackPlan {
  /** The modules with candidates, in the reverse order of the load. */
  modules: Module[];
  /** Number of candidates. */
  size: number;
  candidates(keys: string[]): Promise<Map<string, Candidate>>;
  /** The next candidates of a module that were not seen in Zoho, in the order of their keys. */
  listUnseen(module: Module, after: string, limit: number): Promise<Candidate[]>;
  see(records: SeenRecord[]): Promise<void>;
  /** Ids in Zoho of the records of a module that stay. */
  listKept(module: Module): Promise<string[]>;
  /** Modules that lanes go on writing while the plan is made. Edits by the user of the load can't be recognised there. */
  loading: Module[];
  /** Keeps the candidates with these ids for a reason. */
  keepReferred(zohoIds: string[], reason: string): Promise<void>;
  /** Keeps the candidates that lines name, unless the record with the line goes too. Both are ids in Zoho. */
  keepNamedInLines(lines: { parent: string; named: string }[]): Promise<void>;
  /** Keeps the candidates that records which stay refer to, directly or through others. */
  keepParents(): Promise<void>;
  /** Keeps the e-mails whose records are not deleted, and their files, for a reason. */
  keepMails(reasons: { mails: string; files: string }): Promise<void>;
  count(leftovers: number): Promise<{ items: ItemCount[]; left: Leftover[] }>;
  /** Stores the work list, and opens the rollback as a run. */
  store(): Promise<void>;
}

/** Records of ours, and adopted records that we changed. A merged record has no id. */
const ourRecords = `
  select r.key, r.module, case r.origin when 'ours' then 'delete' else 'restore' end::rollback_action,
    r.zoho_id, r.modified_at
  from record r where r.env = $1 and r.zoho_id is not null
    and (r.origin = 'ours' or exists (select from before_image i where i.env = $1 and i.key = r.key))`;

const collectCandidates = `insert into candidate (key, module, action, zoho_id, modified_at) ${ourRecords}`;

/** What may have been sent is claimed and not booked. Nothing is sent for an adopted record before its image is stored. */
const collectUnsure = `
  insert into candidate (key, module, action, unsure_run, unsure_no)
  select distinct on (v.key) v.key, v.module, 'delete'::rollback_action, s.run, v.no
  from run join slice s on s.run = run.id and s.pass in ('base', 'custom') and s.claimed_to > s.booked_to
  join record_value v on v.env = $1 and v.no between s.booked_to + 1 and s.claimed_to
  left join record r on r.env = $1 and r.key = v.key
  where run.env = $1 and run.state <> 'rolled-back'
    and (r.zoho_id is null or exists (select from candidate c where c.key = v.key))
  order by v.key, v.no desc
  on conflict (key) do update set unsure_run = excluded.unsure_run, unsure_no = excluded.unsure_no`;

/** Whether an environment has records that a rollback would delete or give their values back, or that lanes may have sent. */
export async function hasCandidates(ledger: Ledger, ref: EnvironmentRef): Promise<boolean> {
  const { env } = await openEnvironment(ledger, ref);
  const [row] = await ledger.query<{ has: boolean }>(
    `select exists (${ourRecords}) or exists (
       select from run join slice s on s.run = run.id and s.pass in ('base', 'custom') and s.claimed_to > s.booked_to
       where run.env = $1 and run.state <> 'rolled-back') as has`,
    [env],
  );
  return row!.has;
}

/** Modules that lanes go on writing while Zoho is read for a preview. A rollback has closed the runs before. */
const collectLoading = `
  create temporary table loading as
  select distinct s.module from run join slice s on s.run = run.id
  where run.env = $1 and run.state = 'open' and s.pass in ('base', 'custom') and s.booked_to < s.last_no`;

/** The numbers of a run's modules rise in the order of its load. */
const listOrders = `
  select array_agg(module order by first) as modules from (
    select s.run, s.module::text as module, min(s.first_no) as first from slice s join run on run.id = s.run
    where run.env = $1 and s.pass in ('base', 'custom') group by s.run, s.module
  ) places group by run order by run desc`;

/** The lines of an adopted record get their values from before the first load, so they name no candidate. */
const keepNamed = `
  update candidate c set kept = 'a line of a record that stays names it'
  from unnest($1::bigint[], $2::bigint[]) as line(parent, named)
  where c.zoho_id = line.named and c.kept is null and c.seen and c.action = 'delete'
    and not exists (select from candidate p where p.zoho_id = line.parent and p.seen and p.kept is null)`;

const keepParents = `
  update candidate p set kept = 'a record that stays refers to it' from (
    select distinct coalesce(m.same_as, ref.key) as key
    from candidate c left join record r on r.env = $1 and r.key = c.key
    join record_value v on v.env = $1 and v.no in (r.base_no, r.custom_no, c.unsure_no)
    cross join unnest(v.refs) as ref(key) left join record m on m.env = $1 and m.key = ref.key
    where c.kept is not null
  ) needed where p.key = needed.key and p.kept is null and p.seen and p.action = 'delete'`;

/** An e-mail goes with its record, and in no other way. */
const keepMails = `
  update candidate c set kept = $2 from added_mail m
  where m.env = $1 and m.key = c.key and c.module::text = any($3) and c.seen and c.kept is null
    and not exists (
      select from candidate p where p.module::text = m.owner_module and p.zoho_id = m.owner_id and p.seen and p.kept is null
        and p.action = 'delete'
    )`;

/** A file of an e-mail goes with it. */
const keepMailFiles = `
  update candidate c set kept = $2 from attached_file f
  where f.env = $1 and f.key = c.key and f.no = c.zoho_id and f.owner_module = 'Emails' and c.seen and c.kept is null
    and not exists (
      select from candidate p where p.module::text = any($3) and p.zoho_id = f.owner_id and p.seen and p.kept is null
        and p.action = 'delete'
    )`;

/** Module by module: first what is to do, then what is settled already. */
const numberItems = `
  create temporary table item as
  select row_number() over (order by place, result is not null, action = 'delete', key desc)::int as no, *
  from (
    select c.module, o.place, c.key, c.zoho_id, c.action, c.kept as reason,
      case when not c.seen then 'gone' when c.kept is not null then 'kept' end::rollback_result as result
    from candidate c join unnest($1::zoho_module[]) with ordinality as o(module, place) on o.module = c.module
    where c.zoho_id is not null
  ) settled`;

const storeFound = `
  insert into record (env, key, module, origin, created_run, last_run, base_no, zoho_id, modified_at)
  select $1, key, module, 'ours', unsure_run, unsure_run, unsure_no, zoho_id, modified_at
  from candidate where seen and unsure_no is not null and action = 'delete'
  on conflict (env, key) do update set module = excluded.module, origin = excluded.origin, zoho_id = excluded.zoho_id,
    created_run = excluded.created_run, base_no = excluded.base_no, same_as = null, modified_at = excluded.modified_at
    where record.zoho_id is null`;

/** The values that a lane sent without booking them are our last write. */
const storeUnsure = `
  update record r set modified_at = c.modified_at from candidate c
  where r.env = $1 and r.key = c.key and r.zoho_id = c.zoho_id and c.seen and c.unsure_no is not null and c.kept is null`;

/** All that was claimed and not booked has been looked up. */
const settleClaims = `
  update slice s set claimed_to = s.booked_to from run
  where run.id = s.run and run.env = $1 and run.state = 'closed' and s.claimed_to > s.booked_to`;

/** A record that people deleted is not in Zoho any more, whose ever it was. */
const forgetGone = `
  update record r set zoho_id = null, base_no = null, custom_no = null, modified_at = null
  from item i where i.result = 'gone' and r.env = $1 and r.key = i.key`;

/**
 * Collects what a rollback of the environment has to do, in temporary tables: it costs the ledger nothing, and it is gone
 * when `work` ends.
 */
export const planRollback = async <T>(
  ledger: Ledger,
  ref: EnvironmentRef,
  work: (plan: RollbackPlan) => Promise<T>,
): Promise<T> => {
  const { env } = await openEnvironment(ledger, ref);
  return ledger.withClient(async (client) => {
    try {
      return await work(await openPlan(client, env));
    } finally {
      // It has temporary tables, and perhaps an open transaction.
      await client.end();
    }
  });
};

async function openPlan(client: Queryable, env: number): Promise<RollbackPlan> {
  await client.query(`create temporary table candidate (key text primary key, module zoho_module not null,
    action rollback_action not null, zoho_id bigint, modified_at timestamptz, unsure_run int, unsure_no int,
    seen boolean not null default false, kept text)`);
  await client.query(collectCandidates, [env]);
  await client.query(collectUnsure, [env]);
  await client.query('create index on candidate (zoho_id)');
  await client.query('analyze candidate');
  const modules = await orderModules(client, env);
  const { rows: sizes } = await client.query<{ size: number }>('select count(*)::int as size from candidate');
  let isNumbered = false;
  const numbered = async () => {
    if (!isNumbered) await client.query(numberItems, [modules]);
    isNumbered = true;
  };

  await client.query(collectLoading, [env]);
  const { rows: loading } = await client.query<{ module: Module }>('select module::text as module from loading');
  const columns = `key, zoho_id::text as "zohoId", modified_at as "modifiedAt",
    unsure_no is not null or module in (select module from loading) as unsure`;
  const candidatesOf = async (text: string, values: unknown[]): Promise<Candidate[]> => {
    const { rows } = await client.query<Omit<Candidate, 'modifiedAt'> & { modifiedAt: Date | null }>(text, values);
    return rows.map((row) => ({ ...row, modifiedAt: row.modifiedAt?.toISOString() ?? null }));
  };
  return {
    modules,
    size: sizes[0]?.size ?? 0,
    loading: loading.map(({ module }) => module),
    async candidates(keys) {
      const rows = await candidatesOf(`select ${columns} from candidate where key = any($1)`, [keys]);
      return new Map(rows.map((row) => [row.key, row]));
    },
    listUnseen: (module, after, limit) =>
      candidatesOf(
        `select ${columns} from candidate where module = $1 and not seen and zoho_id is not null and key > $2
         order by key limit $3`,
        [module, after, limit],
      ),
    async see(records) {
      await client.query(
        `update candidate c set seen = true, zoho_id = s.zoho_id, modified_at = s.modified_at,
           kept = case when s.edited then 'edited by people' end
         from unnest($1::text[], $2::bigint[], $3::timestamptz[], $4::boolean[]) as s(key, zoho_id, modified_at, edited)
         where c.key = s.key`,
        [
          records.map((one) => one.key),
          records.map((one) => one.zohoId),
          records.map((one) => one.modifiedAt),
          records.map((one) => one.edited),
        ],
      );
    },
    async listKept(module) {
      const { rows } = await client.query<{ id: string }>(
        // Zoho knows no file of an e-mail by our number.
        `select zoho_id::text as id from candidate where module = $1 and kept is not null
           and not exists (select from attached_file where no = zoho_id)`,
        [module],
      );
      return rows.map(({ id }) => id);
    },
    async keepReferred(zohoIds, reason) {
      await client.query(
        `update candidate set kept = $2
         where zoho_id = any($1::bigint[]) and kept is null and seen and action = 'delete'`,
        [zohoIds, reason],
      );
    },
    async keepNamedInLines(lines) {
      await client.query(keepNamed, [lines.map(({ parent }) => parent), lines.map(({ named }) => named)]);
    },
    async keepParents() {
      for (;;) if ((await client.query(keepParents, [env])).rowCount === 0) return;
    },
    async keepMails(reasons) {
      const ofMails = modules.filter(isMail);
      if (ofMails.length > 0) await client.query(keepMails, [env, reasons.mails, ofMails]);
      await client.query(keepMailFiles, [env, reasons.files, ofMails]);
    },
    async count(leftovers) {
      await numbered();
      return { items: await countItems(client, 'item'), left: await listLeftovers(client, 'item', leftovers) };
    },
    async store() {
      await numbered();
      await client.query('begin');
      await storePlan(client, env, modules);
      await client.query('commit');
    },
  };
}

async function orderModules(client: Queryable, env: number): Promise<Module[]> {
  const { rows: orders } = await client.query<{ modules: Module[] }>(listOrders, [env]);
  const { rows: present } = await client.query<{ module: Module }>(
    'select distinct module::text as module from candidate order by module',
  );
  const merged = mergeOrders([...orders.map((one) => one.modules), present.map((one) => one.module)]);
  const reversed = merged.filter((module) => present.some((one) => one.module === module)).reverse();
  // E-mails go with their records, so it is known only afterwards which ones stay.
  return [...reversed.filter((module) => !isMail(module)), ...reversed.filter(isMail)];
}

async function storePlan(client: Queryable, env: number, modules: Module[]): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `insert into run (env, name, kind, mapping_digest, manifest_digest)
     select $1, 'rollback-' || count(*) + 1, 'rollback', '', '' from run where env = $1 and kind = 'rollback'
     returning id`,
    [env],
  );
  const id = rows[0]?.id ?? 0;
  await createRollbackPartition(client, id);
  for (const statement of [storeFound, storeUnsure, settleClaims]) await client.query(statement, [env]);
  await client.query(forgetGone, [env]);
  await client.query(
    `insert into rollback_item (run, no, module, key, zoho_id, action, result, reason)
     select $1, no, module, key, zoho_id, action, result, reason from item order by no`,
    [id],
  );
  const { rows: ranges } = await client.query<NumberRange & { module: Module }>(
    `select module::text as module, min(no) as first, max(no) as last from item where result is null group by module`,
  );
  for (const module of modules) {
    const range = ranges.find((one) => one.module === module);
    if (range) await createSlices(client, { id }, module, 'rollback', cutRange(range));
  }
}
