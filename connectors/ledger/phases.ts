import type { PhaseProgress } from '../../schemas/engagement.ts';
import type { PhaseRef } from '../../schemas/refs.ts';
import type { ReasonCount } from '../../schemas/report.ts';
import type { LoadedObject, Module, Outcome, Pass } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import { findRun } from './runs.ts';

export interface PhaseState {
  pass: Pass;
  /** Number of records in the queue, and how many of them were claimed. */
  total: number;
  claimed: number;
  written: number;
  rejected: number;
  calls: number;
  credits: number;
  seconds: number;
  destinationBefore: number | null;
  /** Number of bookings without an outcome. */
  unfinished: number;
}

export async function readPhase(ledger: Ledger, ref: PhaseRef): Promise<PhaseState[]> {
  const run = await findRun(ledger, ref);
  return ledger.query<PhaseState>(
    `select pass, last_seq as total, least(next_seq - 1, last_seq) as claimed, written, rejected, calls, credits,
       coalesce(extract(epoch from coalesce(ended_at, now()) - began_at), 0)::float8 as seconds,
       destination_before as "destinationBefore",
       (select count(*)::int from booking b where b.run_id = p.run_id and b.module = p.module and b.pass = p.pass)
         as unfinished
     from phase p where run_id = $1 and module = $2 order by pass`,
    [run.id, ref.module],
  );
}

/** Stores Zoho's own count from before the first write of the phase. A second call changes nothing. */
export async function beginPhase(ledger: Ledger, runId: string, module: Module, destination: number): Promise<void> {
  await ledger.query(
    `update phase set destination_before = coalesce(destination_before, $3) where run_id = $1 and module = $2`,
    [runId, module, destination],
  );
}

export async function endPass(ledger: Ledger, runId: string, module: Module, pass: Pass): Promise<void> {
  await ledger.query(
    'update phase set ended_at = now(), began_at = coalesce(began_at, now()) where run_id = $1 and module = $2 and pass = $3',
    [runId, module, pass],
  );
  // The next phase looks up thousands of parents: the planner needs statistics of the new rows.
  await ledger.query('analyze outcome');
}

/** Opens a phase again: rejected records become pending, and the queue is read from the start. */
export async function reopenPhase(ledger: Ledger, runId: string, module: Module): Promise<void> {
  await ledger.transaction(async (client) => {
    await client.query(
      `delete from outcome o using queue q where o.run_id = $1 and q.run_id = $1 and q.key = o.key
       and q.module = $2 and o.outcome = 'rejected'`,
      [runId, module],
    );
    await client.query(
      'update phase set next_seq = 1, rejected = 0, ended_at = null where run_id = $1 and module = $2',
      [runId, module],
    );
  });
}

/** Outcomes of a phase by source object. Queued records without an outcome count as `pending`. */
export async function countOutcomes(
  ledger: Ledger,
  runId: string,
  module: Module,
): Promise<{ object: LoadedObject; outcome: Outcome; count: number }[]> {
  return ledger.query(
    `select split_part(key, ':', 2) as object, outcome, count(*)::int as count
     from outcome where run_id = $1 and module = $2 group by 1, 2
     union all
     select split_part(q.key, ':', 2), 'pending', count(*)::int
     from queue q where q.run_id = $1 and q.module = $2
       and not exists (select 1 from outcome o where o.run_id = q.run_id and o.key = q.key)
     group by 1`,
    [runId, module],
  );
}

/** The 20 most frequent reasons, by outcome. */
export async function countReasons(ledger: Ledger, runId: string, module: Module): Promise<ReasonCount[]> {
  return ledger.query(
    `select outcome, reason, count(*)::int as count
     from outcome where run_id = $1 and module = $2 and reason is not null group by 1, 2
     order by count desc, reason limit 20`,
    [runId, module],
  );
}

export async function storeReport(
  ledger: Ledger,
  runId: string,
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
  runId: string,
  kind: 'reconciliation' | 'verification',
): Promise<Report[]> {
  const rows = await ledger.query<{ body: Report }>('select body from report where run_id = $1 and kind = $2', [
    runId,
    kind,
  ]);
  return rows.map((row) => row.body);
}

/** Progress of every phase that has begun, over all runs of an engagement. */
export async function listProgress(ledger: Ledger, engagement: string): Promise<PhaseProgress[]> {
  return ledger.query<PhaseProgress>(
    `select r.engagement, r.environment, r.name as run, p.module, p.pass, p.last_seq as total,
       least(p.next_seq - 1, p.last_seq) as done
     from phase p join run r on r.id = p.run_id
     where r.engagement = $1 and p.began_at is not null order by r.id, p.began_at`,
    [engagement],
  );
}
