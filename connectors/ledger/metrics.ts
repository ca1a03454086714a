import type { Outcome } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { countExceptions } from './exceptions.ts';
import type { Run } from './runs.ts';

export interface PhaseMetrics {
  engagement: string;
  environment: string;
  run: string;
  module: string;
}

/** The newest live run of each environment of each engagement. */
const newestRuns = `
  select distinct on (e.id) r.id, r.name as run, e.id as env, e.engagement, e.name as environment, r.state
  from run r join environment e on e.id = r.env where r.state <> 'rolled-back' order by e.id, r.id desc`;

/** Records of the newest runs by module and outcome. `pending` counts the records of the base pass without an outcome. */
export const countRecords = (ledger: Ledger): Promise<(PhaseMetrics & { outcome: Outcome; count: number })[]> =>
  ledger.query(
    `with newest as (${newestRuns}), counted as (
       select run, module, one.outcome, one.count::bigint from slice,
         lateral (values ('created', created), ('updated', updated), ('rejected', rejected), ('pending', last_no - booked_to))
           as one(outcome, count)
       where pass = 'base' and run in (select id from newest)
       union all
       select run, module, outcome::text, 1 from decided where run in (select id from newest)
       union all
       select run, module, 'unchanged', value::bigint from phase, jsonb_each_text(unchanged)
       where run in (select id from newest)
     )
     select engagement, environment, newest.run, module::text as module, outcome, sum(count)::float8 as count
     from counted join newest on newest.id = counted.run group by 1, 2, 3, 4, 5`,
  );

/** Seconds since the last call to Zoho for each phase of an open run that has records without an outcome; to the minute. */
export const listPhaseLags = (ledger: Ledger): Promise<(PhaseMetrics & { seconds: number })[]> =>
  ledger.query(
    `with newest as (${newestRuns})
     select engagement, environment, newest.run, s.module::text as module,
       extract(epoch from now() - coalesce(
         (select max(minute) from credit_use c where c.engagement = newest.engagement and c.phase = s.module::text),
         min(s.began_at)))::float8 as seconds
     from slice s join newest on newest.id = s.run
     where newest.state = 'open' and s.pass in ('base', 'custom')
     group by 1, 2, 3, s.module having sum(s.last_no - s.booked_to) > 0 and min(s.began_at) is not null`,
  );

/** Credits that Portage used in each org in the rolling window of 24 hours. */
export const sumCredits = (ledger: Ledger): Promise<{ org: string; credits: number }[]> =>
  ledger.query(
    `select org_id as org, sum(credits)::float8 as credits from credit_use
     where minute > now() - interval '24 hours' group by org_id`,
  );

/** Exceptions of the newest runs without a decision, by module. */
export async function countOpenExceptions(ledger: Ledger): Promise<(PhaseMetrics & { count: number })[]> {
  const runs = await ledger.query<PhaseMetrics & Pick<Run, 'id' | 'env'>>(newestRuns);
  const found = await Promise.all(
    runs.map(async ({ id, env, engagement, environment, run }) => {
      const byModule = new Map<string, number>();
      for (const { module, open } of await countExceptions(ledger, { id, env }))
        byModule.set(module, (byModule.get(module) ?? 0) + open);
      return [...byModule].map(([module, count]) => ({ engagement, environment, run, module, count }));
    }),
  );
  return found.flat();
}

/** Seconds since the first evidence of a gate was gathered after the last decision at it; null if the gate has no evidence. */
export async function readGateAge(ledger: Ledger, engagement: string, gate: string): Promise<number | null> {
  const [row] = await ledger.query<{ age: number | null }>(
    `select extract(epoch from now() - min(gathered_at))::float8 as age from evidence
     where engagement = $1 and gate = $2 and gathered_at > coalesce((
       select max(at) from sign_off where engagement = $1 and gate = $2 and counted and coalesce(missing, 0) = 0), '-infinity')`,
    [engagement, gate],
  );
  return row?.age ?? null;
}
