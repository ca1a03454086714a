import type { StayingRecords } from '../../schemas/engagement.ts';
import type { Ledger } from './database.ts';

/** What the loads of an engagement created or changed in Zoho and no rollback has undone, as far as it is booked. */
export const countStaying = (ledger: Ledger, engagement: string): Promise<StayingRecords[]> =>
  ledger.query<StayingRecords & Record<string, unknown>>(
    `select e.name as environment, r.module::text as module, count(*) filter (where r.origin = 'ours')::int as created,
       count(*) filter (where r.origin <> 'ours')::int as changed
     from environment e join record r on r.env = e.id
     where e.engagement = $1 and r.zoho_id is not null
       and (r.origin = 'ours' or exists (select from before_image i where i.env = r.env and i.key = r.key))
     group by e.name, r.module order by e.name desc, r.module`,
    [engagement],
  );
