import type { InZoho } from '../../domain/handoff/balance-sums.ts';
import type { Ledger } from './database.ts';

/**
 * Whether each of these keys is in Zoho, or its newest outcome if it is not. What no load knows is pending. A record that is in Zoho, and
 * whose row the newest load excludes, merges or rejects, is outdated.
 */
export async function readPlacesInZoho(ledger: Ledger, env: number, keys: string[]): Promise<Map<string, InZoho>> {
  const known = await ledger.query<{ key: string; place: InZoho }>(
    `select key, case when zoho_id is not null then 'yes' else 'merged' end as place
     from record where env = $1 and key = any($2) and (zoho_id is not null or same_as is not null)`,
    [env, keys],
  );
  const places = new Map(known.map(({ key, place }) => [key, place]));
  if (keys.length === 0) return places;
  const ended = await ledger.query<{ key: string; place: InZoho }>(
    `select distinct on (key) key, outcome::text as place from (
       select r.id as run, d.key, d.outcome from run r
       join lateral (select key, outcome from decided where run = r.id and key = any($2) and until_run is null) d on true
       where r.env = $1 and r.state <> 'rolled-back'
       union all
       select r.id, v.key, o.outcome from run r
       join outcome o on o.run = r.id and o.outcome = 'rejected'
       join record_value v on v.env = $1 and v.no = o.no and v.key = any($3)
       where r.env = $1 and r.state <> 'rolled-back'
     ) e where outcome in ('merged', 'excluded', 'rejected') order by key, run desc`,
    [env, keys, keys.filter((key) => !places.has(key))],
  );
  for (const { key, place } of ended)
    if (places.get(key) !== 'merged') places.set(key, places.get(key) === 'yes' ? 'outdated' : place);
  for (const key of keys) if (!places.has(key)) places.set(key, 'pending');
  return places;
}
