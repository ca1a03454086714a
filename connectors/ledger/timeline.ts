import type { Environment } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

/** Something that an engagement did or waited for. `ended` is null while it lasts. */
export interface TimelineEntry {
  began: Date;
  ended: Date | null;
  kind: 'opened' | 'document' | 'phase' | 'gate' | 'rollback' | 'cancelled';
  environment: Environment | null;
  run: string | null;
  /** A module, a gate, the kind of a document. */
  what: string;
  /** The decision at a gate and who made it. */
  decision: string | null;
  by: string | null;
}

/** What an engagement has done, oldest first, from what the ledger has booked. */
export const readTimeline = (ledger: Ledger, engagement: string): Promise<TimelineEntry[]> =>
  ledger.query<TimelineEntry & Record<string, unknown>>(
    `with decided as (
       select gate, decision, signed_by, at, coalesce(lag(at) over (partition by gate order by at), '-infinity') as after
       from sign_off where engagement = $1 and counted and gate <> 'cancel' and gate not like 'rollback:%'
     ), shown as (
       select gate, gathered_at from evidence where engagement = $1
     )
     select min(opened_at) as began, min(opened_at) as ended, 'opened' as kind, null as environment, null as run,
       'engagement' as what, null as decision, null as by from engagement where slug = $1
     union all
     select min(written_at), min(written_at), 'document', environment, run, kind, null, null from document
       where engagement = $1 and name like '%.md'
         and kind in ('preflight', 'scope', 'mapping', 'extraction', 'verification', 'handoff', 'final-report')
       group by environment, run, kind
     union all
     select min(s.began_at), case when bool_and(s.ended_at is not null) then max(s.ended_at) end, 'phase', e.name, r.name,
       s.module::text, null, null
       from slice s join run r on r.id = s.run join environment e on e.id = r.env
       where e.engagement = $1 and s.pass in ('base', 'custom') and r.kind <> 'rollback'
       group by e.name, r.id, r.name, s.module having min(s.began_at) is not null
     union all
     select r.opened_at, r.closed_at, 'rollback', e.name, r.name, 'rollback', null, null
       from run r join environment e on e.id = r.env where e.engagement = $1 and r.kind = 'rollback'
     union all
     select coalesce((select min(gathered_at) from shown s where s.gate = d.gate and s.gathered_at > d.after), d.at), d.at,
       'gate', null, null, d.gate, d.decision, d.signed_by from decided d
     union all
     select at, at, 'cancelled', null, null, 'engagement', null, signed_by from sign_off
       where engagement = $1 and counted and gate = 'cancel'
     union all
     select min(gathered_at), null, 'gate', null, null, gate, null, null from shown s
       where gathered_at > coalesce((select max(at) from decided d where d.gate = s.gate), '-infinity') group by gate
     order by 1, 2`,
    [engagement],
  );
