import type { StepProgress } from '../../schemas/engagement.ts';
import type { Ledger } from './database.ts';

/** Says how many rows of a source object are done. */
export type ReportProgress = (subject: string, done: number, total: number) => void;

/** A step whose progress is written down while it works. */
export type ReportedStep = Pick<StepProgress, 'engagement' | 'environment' | 'run'> & { step: 'extract' | 'transform' };

const writeEveryMs = 1_000;

/**
 * Does the work of a step, and writes once a second how far it is. What is written is for people only: a step does not fail
 * because it can't be written, and it is removed when the step ends.
 */
export async function withProgress<Result>(
  ledger: Pick<Ledger, 'query'>,
  { engagement, step, environment, run }: ReportedStep,
  work: (report: ReportProgress) => Promise<Result>,
): Promise<Result> {
  const changed = new Map<string, { done: number; total: number }>();
  const forget = () =>
    ledger.query('delete from step_progress where engagement = $1 and step = $2', [engagement, step]).catch(() => []);
  const write = async () => {
    const rows = [...changed].map(([subject, counts]) => ({ subject, ...counts }));
    changed.clear();
    if (rows.length === 0) return;
    await ledger
      .query(
        `insert into step_progress (engagement, step, environment, run, subject, done, total)
         select $1, $2, $3, $4, subject, done, total from jsonb_to_recordset($5) as t(subject text, done int, total int)
         on conflict (engagement, step, subject) do update set done = excluded.done, total = excluded.total, at = now()`,
        [engagement, step, environment, run, JSON.stringify(rows)],
      )
      .catch(() => []);
  };
  await forget();
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, writeEveryMs);
  try {
    return await work((subject, done, total) => void changed.set(subject, { done, total }));
  } finally {
    clearInterval(timer);
    await writing;
    await forget();
  }
}

/**
 * Progress of every pass of a load that has begun, over all runs of an engagement, oldest first; then that of the other steps
 * that are under way. A step that has written nothing for two minutes is not under way.
 */
export const listProgress = (ledger: Ledger, engagement: string): Promise<StepProgress[]> =>
  ledger.query<StepProgress & Record<string, unknown>>(
    `select engagement, environment, run, step, subject, done, total, seconds from (
       select e.engagement, e.name as environment, r.name as run, s.pass::text as step, s.module::text as subject,
         sum(case when s.pass in ('base', 'custom') then s.claimed_to else s.booked_to end - s.first_no + 1)::int as done,
         sum(s.last_no - s.first_no + 1)::int as total, ${secondsSince('min(s.began_at)')} as seconds,
         s.pass not in ('base', 'custom') as is_other, r.id as place, min(s.began_at) as began_at
       from slice s join run r on r.id = s.run join environment e on e.id = r.env
       where e.engagement = $1 and (s.pass in ('base', 'custom') or r.state = 'open')
       group by e.engagement, e.name, r.id, r.name, s.module, s.pass having min(s.began_at) is not null
       union all
       select engagement, environment, run, step, subject, done, total, ${secondsSince('began_at')}, true, null, began_at
       from step_progress where engagement = $1 and at > now() - interval '2 minutes'
     ) steps where not is_other or done < total order by is_other, place, began_at`,
    [engagement],
  );

function secondsSince(time: string): string {
  return `extract(epoch from now() - ${time})::float8`;
}
