import type { PhaseRef } from '../../schemas/refs.ts';
import type { ReasonCount, RemarkCount } from '../../schemas/report.ts';
import type { LoadedObject, Module, Outcome, Pass } from '../../schemas/terms.ts';
import { decideConflicts } from './conflicts.ts';
import type { Ledger } from './database.ts';
import { partitionName } from './partitions.ts';
import { findRun, type Run } from './runs.ts';
import { createSlices } from './slices.ts';
import { decideStale } from './stale-records.ts';

export interface PassState {
  pass: Pass;
  /** Number of records of the pass, and how many of them have no outcome. */
  total: number;
  left: number;
  written: number;
  rejected: number;
  calls: number;
  credits: number;
  seconds: number;
}

/** The passes of a phase that have records. */
export async function readPasses(ledger: Ledger, ref: PhaseRef): Promise<PassState[]> {
  const run = await findRun(ledger, ref);
  return ledger.query<PassState>(
    `select pass, sum(last_no - first_no + 1)::int as total, sum(last_no - booked_to)::int as left,
       sum(created + updated)::int as written, sum(rejected)::int as rejected, sum(calls)::int as calls,
       sum(credits)::int as credits,
       coalesce(extract(epoch from
         case when bool_and(ended_at is not null) then max(ended_at) else now() end - min(began_at)), 0)::float8 as seconds
     from slice where run = $1 and module = $2 and pass in ('base', 'custom') group by pass order by pass`,
    [run.id, ref.module],
  );
}

/** Zoho's own count from before the first write of the phase. */
export async function readCountBefore(ledger: Ledger, runId: number, module: Module): Promise<number | null> {
  const [row] = await ledger.query<{ before: number | null }>(
    'select destination_before as before from phase where run = $1 and module = $2',
    [runId, module],
  );
  return row?.before ?? null;
}

/** Stores Zoho's own count from before the first write of the phase. A second call changes nothing. */
export async function beginPhase(ledger: Ledger, runId: number, module: Module, destination: number): Promise<void> {
  await ledger.query(
    'update phase set destination_before = coalesce(destination_before, $3) where run = $1 and module = $2',
    [runId, module, destination],
  );
}

/** Gives the planner statistics of the records that the pass wrote: the next phase looks up thousands of parents. */
export async function analyzePass(ledger: Ledger, { id, env }: Pick<Run, 'id' | 'env'>): Promise<void> {
  await ledger.query(`analyze ${partitionName('record', env)}, ${partitionName('outcome', id)}`);
}

/** The slices of a phase that have rejected records or decided conflicts, with the range that is booked. */
const rejectedSlices = `
  select pass, slice, first_no, booked_to from slice s where run = $1 and module = $2 and pass in ('base', 'custom')
    and (exists (
      select from outcome o where o.run = s.run and o.no between s.first_no and s.booked_to
        and (o.outcome = 'rejected' or o.custom_reason is not null))
      or exists (select from conflict c where c.env = $3 and c.run = s.run and c.module = s.module and c.pass = s.pass
        and c.state = 'open' and c.no between s.first_no and s.booked_to))
  for update`;

/**
 * Opens a phase again. Its rejected records become pending, in new slices over the ranges that have one; their counts
 * start at zero. Unfinished slices keep the rest of their range, and with it what may have been sent.
 */
export async function reopenPhase(ledger: Ledger, run: Pick<Run, 'id' | 'env'>, module: Module): Promise<void> {
  const runId = run.id;
  await ledger.transaction(async (client) => {
    await decideConflicts(client, run, module);
    await decideStale(client, run, module);
    const { rows } = await client.query<{ pass: Pass; slice: number; first_no: number; booked_to: number }>(
      rejectedSlices,
      [runId, module, run.env],
    );
    const inModule = `from slice s where s.run = $1 and s.module = $2 and s.pass in ('base', 'custom')
      and o.run = $1 and o.no between s.first_no and s.last_no`;
    await client.query(`update outcome o set custom_reason = null ${inModule} and o.custom_reason is not null`, [
      runId,
      module,
    ]);
    await client.query(
      `delete from outcome o using slice s where s.run = $1 and s.module = $2
         and s.pass in ('base', 'custom') and o.run = $1 and o.no between s.first_no and s.last_no
         and o.outcome = 'rejected'`,
      [runId, module],
    );
    for (const { pass, slice, first_no, booked_to } of rows) {
      await client.query(
        `update slice set first_no = booked_to + 1, rejected = 0 where run = $1 and module = $2 and pass = $3 and slice = $4`,
        [runId, module, pass, slice],
      );
      await createSlices(client, { id: runId }, module, pass, [{ first: first_no, last: booked_to }]);
    }
  });
}

/** The run, and the earlier runs of its environment whose decisions can still count. */
async function listUntil(ledger: Ledger, runId: number): Promise<number[]> {
  const rows = await ledger.query<{ id: number }>(
    `select r.id from run r join run last on last.id = $1 and last.env = r.env
     where r.id = $1 or r.id < $1 and r.state <> 'rolled-back'`,
    [runId],
  );
  return rows.map(({ id }) => id);
}

/** Outcomes of a phase by source object. Queued records without an outcome count as `pending`. */
export async function countOutcomes(
  ledger: Ledger,
  runId: number,
  module: Module,
): Promise<{ object: LoadedObject; outcome: Outcome; count: number }[]> {
  return ledger.query(
    `with booked as materialized (
       select o.object, o.outcome, count(*)::int as count
       from (
         select min(first_no) as first, max(last_no) as last from slice
         where run = $1 and module = $2 and pass in ('base', 'custom')
       ) own join outcome o on o.run = $1 and o.no between own.first and own.last
       group by 1, 2
     )
     select object::text as object, outcome::text as outcome, count from booked
     union all
     select object::text, outcome::text, count(*)::int from decided
     where run = any($3) and module = $2 and (until_run is null or until_run > $1) group by 1, 2
     union all
     select key, 'unchanged', value::int from phase, jsonb_each_text(unchanged) where run = $1 and module = $2
     union all
     select key, 'rejected', value::int from phase, jsonb_each_text(waiting) where run = $1 and module = $2
     union all
     select * from (
       select key as object, 'pending' as outcome,
         value::int - coalesce((select sum(count)::int from booked where object::text = key), 0) as count
       from phase, jsonb_each_text(queued) where run = $1 and module = $2
     ) pending where count > 0`,
    [runId, module, await listUntil(ledger, runId)],
  );
}

/** The 20 most frequent reasons, by outcome. Ids of records are left out, so that equal reasons are counted together. */
export async function countReasons(ledger: Ledger, runId: number, module: Module): Promise<ReasonCount[]> {
  return ledger.query(
    `select outcome::text as outcome, regexp_replace(reason, 'record \\d+', 'another record') as reason,
       count(*)::int as count
     from (
       select o.outcome, o.reason from (
         select min(first_no) as first, max(last_no) as last from slice
         where run = $1 and module = $2 and pass in ('base', 'custom')
       ) own join outcome o on o.run = $1 and o.no between own.first and own.last
       union all
       select outcome, reason from decided
       where run = any($3) and module = $2 and (until_run is null or until_run > $1)
       union all
       select 'rejected', 'parent not migrated' from phase, jsonb_each_text(waiting), generate_series(1, value::int)
       where run = $1 and module = $2
     ) reasons where reason is not null group by 1, 2 order by count desc, reason limit 20`,
    [runId, module, await listUntil(ledger, runId)],
  );
}

/** What the remarks of a phase say, by field and rule, the most frequent first. */
export const countPhaseRemarks = (ledger: Ledger, runId: number, module: Module): Promise<RemarkCount[]> =>
  ledger.query<RemarkCount & Record<string, unknown>>(
    `select field, rule, count(*)::int as count from remark where run = $1 and module = $2
     group by 1, 2 order by count desc, 1, 2 limit 100`,
    [runId, module],
  );

export async function storeReport(
  ledger: Ledger,
  runId: number,
  module: string,
  kind: 'reconciliation' | 'verification',
  body: unknown,
): Promise<void> {
  await ledger.query(
    `insert into report (run_id, module, kind, body) values ($1, $2, $3, $4)
     on conflict (run_id, module, kind) do update set body = excluded.body`,
    [runId, module, kind, JSON.stringify(body)],
  );
}

export async function readReports<Report>(
  ledger: Ledger,
  runId: number,
  kind: 'reconciliation' | 'verification',
): Promise<Report[]> {
  const rows = await ledger.query<{ body: Report }>('select body from report where run_id = $1 and kind = $2', [
    runId,
    kind,
  ]);
  return rows.map((row) => row.body);
}
