import type pg from 'pg';
import type { JsonObject } from '../../schemas/json.ts';
import type { Match, MatchGroup, MatchReason } from '../../schemas/match.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger, Queryable } from './database.ts';
import { partitionName } from './partitions.ts';
import type { Run } from './runs.ts';

/** A record whose match a load may have written already: it has an acknowledged value, or its before-image is kept. */
export const isWritten = (record: string) => `(${record}.base_no is not null or ${record}.custom_no is not null
  or exists (select from before_image i where i.env = ${record}.env and i.key = ${record}.key))`;

/** The match of an adopted record. */
const ownMatch = `select from record r where r.env = m.env and r.key = m.key and r.zoho_id = m.zoho_id
  and r.origin = 'adopted' and ${isWritten('r')}`;

/** What the newest decisions of people say. */
export const listDecided = (
  ledger: Ledger,
  env: number,
): Promise<{ key: string; zohoId: string; decision: 'adopt' | 'apart' }[]> =>
  ledger.query(
    `select distinct on (key, zoho_id) key, zoho_id::text as "zohoId", decision from match_decision
     where env = $1 order by key, zoho_id, id desc`,
    [env],
  );

/** The records in Zoho that earlier loads of the environment adopt: Zoho may not have their key yet. */
export const listClaims = (ledger: Ledger, env: number): Promise<{ key: string; zohoId: string }[]> =>
  ledger.query(
    `select m.key, m.zoho_id::text as "zohoId" from record_match m where m.env = $1 and exists (${ownMatch})`,
    [env],
  );

/** Matches that people could see when they approved the mapping, as `<key> <id in Zoho>`. */
export async function listPlanned(ledger: Ledger, env: number): Promise<Set<string>> {
  const rows = await ledger.query<{ pair: string }>(
    `select key || ' ' || zoho_id as pair from record_match where env = $1 and is_planned`,
    [env],
  );
  return new Set(rows.map(({ pair }) => pair));
}

/** A record of the source with the values that it gets in Zoho, if it is not there yet. */
export interface UnmatchedRecord {
  key: RecordKey;
  module: Module;
  values: JsonObject;
}

const perFetch = 1_000;

/** Not in Zoho, or adopted by an earlier evaluation and written by no load. */
const isUnmatched = `(r.zoho_id is null or r.origin = 'adopted' and not ${isWritten('r')})`;
const valuesOf = (row: string) =>
  `coalesce(${row}.base::jsonb, '{}') || coalesce(${row}.custom::jsonb, '{}') as values`;

const selectTransformed = (table: string, env: number) => `
  select t.key, t.module, ${valuesOf('t')} from ${table} t left join record r on r.env = ${env} and r.key = t.key
  where t.kind = 'queued' and t.module = any($1::zoho_module[]) and ${isUnmatched}
    and ($2::text[] is null or t.key = any($2))`;

/** What earlier live loads could not write, as far as the source has it unchanged. */
const selectLeft = (table: string, env: number, run: number) => `
  select v.key, v.module, ${valuesOf('v')} from (
    select distinct on (key) key, no from record_value where env = ${env} and module = any($1::zoho_module[])
      and ($2::text[] is null or key = any($2)) and no >= (
      select min(first_no) from slice join run on run.id = slice.run
      where run.env = ${env} and run.id < ${run} and run.state <> 'rolled-back' and pass in ('base', 'custom'))
    order by key, no desc
  ) newest join record_value v on v.env = ${env} and v.no = newest.no
  left join record r on r.env = ${env} and r.key = v.key
  where ${isUnmatched} and r.same_as is null and not exists (select from ${table} t where t.key = v.key)
    and not exists (select from stale_record s where s.env = ${env} and s.key = v.key and s.module = v.module)`;

/**
 * Passes on the records of a run that is being transformed, and those that earlier loads could not write, if they are not in
 * Zoho yet: each may be a record that people have there.
 * @param about `keys`: only these; null for all
 */
export async function eachUnmatched(
  ledger: Ledger,
  { id, env }: Pick<Run, 'id' | 'env'>,
  about: { modules: Module[]; keys?: string[] | null },
  each: (records: UnmatchedRecord[]) => void,
): Promise<void> {
  const table = partitionName('transformed', id);
  const { modules, keys = null } = about;
  await ledger.transaction(async (client) => {
    await client.query(
      `declare unmatched no scroll cursor for ${selectTransformed(table, env)} union all ${selectLeft(table, env, id)}`,
      [modules, keys],
    );
    for (;;) {
      const { rows } = await client.query<UnmatchedRecord>(`fetch ${perFetch} from unmatched`);
      if (rows.length === 0) return;
      each(rows);
    }
  });
}

/** What was found, to be stored in place of what was found before. */
export interface FoundMatches {
  env: number;
  /** Keys that were looked at; null for all. The matches of other keys stay as they are. */
  keys: string[] | null;
  /** People see them at the gate mapping. */
  isPlanned: boolean;
  matches: AsyncIterable<Match[]>;
}

const storePage = `
  insert into found_match
  select * from unnest($1::text[], $2::zoho_module[], $3::bigint[], $4::zoho_module[], $5::text[], $6::real[], $7::text[],
    $8::text[])`;

const dropOld = `
  delete from record_match m where m.env = $1 and ($2::text[] is null or m.key = any($2))
    and not exists (select from found_match f where f.key = m.key and f.zoho_id = m.zoho_id)
    and not exists (${ownMatch})`;

const storeFound = `
  insert into record_match as m (env, key, module, zoho_id, zoho_module, rule, score, state, why, is_planned)
  select $1, f.*, $2 from found_match f
  on conflict (env, key, zoho_id) do update set module = excluded.module, zoho_module = excluded.zoho_module,
    rule = excluded.rule, score = excluded.score, state = excluded.state, why = excluded.why,
    is_planned = m.is_planned or excluded.is_planned
  where not exists (${ownMatch})`;

/**
 * Stores what was found in one transaction. A match that a load has written stays. With `adopt`, the records that are adopted
 * become records of the environment, and those that are adopted no longer are forgotten.
 */
export async function storeMatches(
  ledger: Ledger,
  { env, keys, isPlanned, matches }: FoundMatches,
  { adopt }: { adopt: boolean },
): Promise<void> {
  await ledger.transaction(async (client) => {
    await client.query('select from environment where id = $1 for update', [env]);
    await client.query(`create temporary table found_match (key text, module zoho_module, zoho_id bigint,
      zoho_module zoho_module, rule text, score real, state text, why text) on commit drop`);
    for await (const page of matches) await addFound(client, page);
    await client.query('analyze found_match');
    if (adopt) await forgetUnwritten(client, env, keys);
    await client.query(dropOld, [env, keys]);
    // First none is adopted, so that a record in Zoho can go from one key to another.
    await client.query(
      `update record_match m set state = 'ask' from found_match f
       where m.env = $1 and m.key = f.key and m.zoho_id = f.zoho_id and m.state = 'adopt' and not exists (${ownMatch})`,
      [env],
    );
    await client.query(storeFound, [env, isPlanned]);
    if (adopt) await adoptMatched(client, env, keys);
  });
}

async function addFound(client: pg.ClientBase, page: Match[]): Promise<void> {
  await client.query(storePage, [
    page.map((one) => one.key),
    page.map((one) => one.module),
    page.map((one) => one.zohoId),
    page.map((one) => one.zohoModule),
    page.map((one) => one.rule),
    page.map((one) => one.score),
    page.map((one) => one.state),
    page.map((one) => one.why),
  ]);
}

/** A match that was adopted, and that no load has written yet, is decided anew. */
export async function forgetUnwritten(client: Queryable, env: number, keys: string[] | null): Promise<void> {
  await client.query(
    `update record r set zoho_id = null, modified_at = null
     where r.env = $1 and ($2::text[] is null or r.key = any($2)) and r.origin = 'adopted' and not ${isWritten('r')}
       and exists (select from record_match m where m.env = $1 and m.key = r.key and m.zoho_id = r.zoho_id)`,
    [env, keys],
  );
}

/**
 * Makes the adopted matches records of the environment, so that loads update them and no rollback deletes them.
 *
 * @param keys only these; null for all
 */
export async function adoptMatched(client: Queryable, env: number, keys: string[] | null): Promise<void> {
  await client.query(
    `insert into record as r (env, key, module, origin, zoho_id)
     select m.env, m.key, m.module, 'adopted', m.zoho_id from record_match m
     where m.env = $1 and m.state = 'adopt' and ($2::text[] is null or m.key = any($2))
     on conflict (env, key) do update set module = excluded.module, origin = 'adopted', zoho_id = excluded.zoho_id,
       created_run = null, base_no = null, custom_no = null, modified_at = null
     where r.zoho_id is null`,
    [env, keys],
  );
}

/** Whether an earlier evaluation found matches in an environment. */
export async function hasMatches(ledger: Ledger, { engagement, environment }: EnvironmentRef): Promise<boolean> {
  const [row] = await ledger.query<{ found: boolean }>(
    `select exists (select from record_match m join environment e on e.id = m.env
       where e.engagement = $1 and e.name = $2) as found`,
    [engagement, environment],
  );
  return row?.found ?? false;
}

/** The matches of an environment by module and rule, in the order of their names. */
export const countMatches = (ledger: Ledger, env: number): Promise<MatchGroup[]> =>
  ledger.query<MatchGroup & Record<string, unknown>>(
    `select module::text as module, rule, (count(*) filter (where state = 'adopt'))::int as adopt,
       (count(*) filter (where state = 'apart'))::int as apart, (count(*) filter (where state = 'ask'))::int as ask
     from record_match where env = $1 group by 1, 2 order by 1, 2`,
    [env],
  );

/** The open matches by reason. */
export const countAsked = (ledger: Ledger, env: number): Promise<{ why: MatchReason; count: number }[]> =>
  ledger.query<{ why: MatchReason; count: number }>(
    `select why, count(*)::int as count from record_match where env = $1 and state = 'ask' group by 1 order by 2 desc, 1`,
    [env],
  );

/** The keys of records that loads hold back, because nobody has decided about a match of theirs. */
export async function listHeldBack(ledger: Ledger, env: number): Promise<Set<string>> {
  const rows = await ledger.query<{ key: string }>(
    `select distinct m.key from record_match m where m.env = $1 and m.state = 'ask'
       and not exists (select from record_match a where a.env = m.env and a.key = m.key and a.state = 'adopt')
       and not exists (select from record r where r.env = m.env and r.key = m.key and r.zoho_id is not null)`,
    [env],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Digest of every match of an environment and of what became of it. */
export async function digestMatches(ledger: Ledger, env: number): Promise<string> {
  const [row] = await ledger.query<{ digest: string | null }>(
    `select md5(string_agg(concat_ws(E'\\x1f', key, zoho_id, rule, state, why), E'\\n' order by key, zoho_id)) as digest
     from record_match where env = $1`,
    [env],
  );
  return row?.digest ?? '';
}
