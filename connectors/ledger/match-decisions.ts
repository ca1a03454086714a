import type { ListedMatch, MatchChoice } from '../../schemas/match.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import { judgeMatches, type JudgedMatch } from '../../domain/match/judge.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import { adoptMatched, forgetUnwritten, isWritten } from './matches.ts';
import type { ProvenBy } from './sign-offs.ts';

/** The matches of a choice; parameters 2 to 5 are those of `partsOf`. A rule alone means its open matches. */
const chosen = `($2::text is null or m.key = $2) and ($3::bigint is null or m.zoho_id = $3)
  and ($4::text is null or m.module::text = $4) and ($5::text is null or m.rule = $5)`;
const partsOf = ({ key, zohoId, module, rule }: Partial<MatchChoice>) => [
  key ?? null,
  zohoId ?? null,
  module ?? null,
  rule ?? null,
];

const newest = `left join lateral (
    select decided_by, decided_at from match_decision d
    where d.env = m.env and d.key = m.key and d.zoho_id = m.zoho_id order by id desc limit 1
  ) d on true`;

/** Matches by key. `after` is the last key of the page before. */
export const listMatches = (
  ledger: Ledger,
  env: number,
  { choice, onlyOpen, after, most }: { choice: Partial<MatchChoice>; onlyOpen: boolean; after: string; most: number },
): Promise<ListedMatch[]> =>
  ledger.query<ListedMatch & Record<string, unknown>>(
    `select m.key, m.module::text as module, m.zoho_id::text as "zohoId", m.zoho_module::text as "zohoModule", m.rule,
       m.score, m.state, m.why, d.decided_by as "decidedBy",
       to_char(d.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "decidedAt"
     from record_match m ${newest}
     where m.env = $1 and ${chosen} and (not $6 or m.state = 'ask') and m.key > $7
       and m.key in (
         select m.key from record_match m where m.env = $1 and ${chosen} and (not $6 or m.state = 'ask') and m.key > $7
         group by m.key order by m.key limit $8)
     order by m.key, m.zoho_id`,
    [env, ...partsOf(choice), onlyOpen, after, most],
  );

/** Id of an environment in which matches were looked for; null if it was never opened. */
export async function findEnvironment(
  ledger: Ledger,
  { engagement, environment }: EnvironmentRef,
): Promise<number | null> {
  const [row] = await ledger.query<{ id: number }>('select id from environment where engagement = $1 and name = $2', [
    engagement,
    environment,
  ]);
  return row?.id ?? null;
}

/** A person's decision about matches. */
export interface MatchDecision {
  choice: MatchChoice;
  decision: 'adopt' | 'apart';
}

/** @param by who decided; without a proof, a session of the console stands for the person */
export interface DecidingPerson {
  by: string;
  role: string;
  proven?: Pick<ProvenBy, 'by' | 'nonce'> | null;
}

const store = `
  insert into match_decision (env, key, zoho_id, decision, decided_by, role)
  select $1, t.key, t.id, t.decision, $5, $6 from unnest($2::text[], $3::bigint[], $4::text[]) as t(key, id, decision)`;

const change = `
  update record_match m set state = t.decision, why = t.why
  from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as t(key, id, decision, why)
  where m.env = $1 and m.key = t.key and m.zoho_id = t.id`;

/**
 * Stores what a person decided about matches, beside earlier decisions. The load or the next try of a record that was held back
 * does it. Where loads of the environment exist, the adopted records become theirs at once.
 *
 * @returns the number of matches that it is about, or why it can't be done
 */
export async function decideMatches(
  client: Queryable,
  { engagement, environment }: EnvironmentRef,
  { choice, decision }: MatchDecision,
  { by, role, proven = null }: DecidingPerson,
): Promise<{ count: number } | { why: string }> {
  const { rows: environments } = await client.query<{ id: number }>(
    'select id from environment where engagement = $1 and name = $2 for update',
    [engagement, environment],
  );
  const [env] = environments;
  if (!env) return { why: `No records were matched in ${environment} yet.` };
  const { rows } = await client.query<JudgedMatch>(
    `select m.key, m.zoho_id::text as "zohoId", m.zoho_module <> m.module as "isElsewhere", m.why = 'taken' as "isTaken",
       exists (select from record r where r.env = m.env and r.key = m.key and r.zoho_id is not null
         and (r.origin = 'ours' or ${isWritten('r')})) as "isWritten",
       exists (select from record_match o where o.env = m.env and o.zoho_id = m.zoho_id and o.key <> m.key
         and o.state = 'adopt') as "isClaimed",
       array(select o.zoho_id::text from record_match o
         where o.env = m.env and o.key = m.key and o.zoho_id <> m.zoho_id) as others
     from record_match m where m.env = $1 and ${chosen} and ($2::text is not null or m.state = 'ask')
     order by m.key, m.zoho_id`,
    [env.id, ...partsOf(choice)],
  );
  const judged = judgeMatches(rows, decision);
  if ('why' in judged) return judged;
  const { changes } = judged;
  const keys = [...new Set(changes.map(({ key }) => key))];
  const columns = [changes.map((one) => one.key), changes.map((one) => one.zohoId), changes.map((one) => one.decision)];
  await client.query(store, [env.id, ...columns, by, role]);
  await forgetUnwritten(client, env.id, keys);
  await client.query(change, [env.id, ...columns, changes.map((one) => one.why)]);
  const { rowCount: isLoaded } = await client.query(
    `select from run where env = $1 and state in ('open', 'loaded') and kind <> 'rollback' limit 1`,
    [env.id],
  );
  if (isLoaded) await adoptMatched(client, env.id, keys);
  const about = Object.fromEntries(Object.entries(choice)) as JsonObject;
  const proof = proven && { by: proven.by, nonce: proven.nonce };
  const body = { environment, ...about, decision, count: rows.length, by, role, ...(proof && { proof }) };
  await appendAudit(client, engagement, 'matches decided', body);
  return { count: rows.length };
}
