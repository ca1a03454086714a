import type { RecordOutcome } from '../../schemas/record.ts';
import { objectOf } from '../../domain/identity.ts';
import type { Pass } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import type { HeldSlice, LaneWork } from './lanes.ts';

export interface Tally {
  created: number;
  updated: number;
  rejected: number;
  calls: number;
  credits: number;
}

/** The outcomes of one batch. */
export interface FinishedBatch {
  held: HeldSlice;
  /** The last number of the batch. */
  lastNo: number;
  booked: RecordOutcome[];
  tally: Tally;
}

/** The state and the outcome of each record of a batch, by pass. */
const bookBatch: Record<Pass, string> = {
  base: `state as (
      insert into record (env, key, module, origin, created_run, last_run, base_no, zoho_id, modified_at, parent_id)
      select $20, key, $2, 'ours', $1, $1, no, zoho_id, modified_at, parent_id from booking where outcome <> 'rejected'
      on conflict (env, key) do update set module = excluded.module, base_no = excluded.base_no,
        last_run = excluded.last_run, zoho_id = excluded.zoho_id, same_as = null,
        modified_at = coalesce(excluded.modified_at, record.modified_at),
        parent_id = coalesce(excluded.parent_id, record.parent_id),
        origin = case when record.zoho_id is null then excluded.origin else record.origin end,
        created_run = case when record.zoho_id is null then excluded.created_run else record.created_run end,
        custom_no = case when record.zoho_id is null then null else record.custom_no end
    ), booked as (
      insert into outcome (run, no, object, outcome, reason, reference)
      select $1, no, object, outcome, reason, reference from booking
      on conflict do nothing
    )`,
  // A lookup that was left blank is written by the run that queues its record. A reason has one field in each line.
  custom: `state as (
      -- Each key has a row. An update with a join would read the whole environment when statistics are old.
      insert into record (env, key, module, origin, created_run, last_run, custom_no, modified_at)
      select $20, key, $2, 'ours', $1, $1, no, modified_at from booking where outcome = 'updated'
      on conflict (env, key) do update set custom_no = excluded.custom_no, last_run = excluded.last_run,
        modified_at = coalesce(excluded.modified_at, record.modified_at)
    ), remarked as (
      insert into remark (run, key, module, field, rule)
      select $1, key, $2, split_part(line, ': ', 1), 'blank:' || substr(line, position(': ' in line) + 2)
      from booking, regexp_split_to_table(reason, E'\\n') as line where outcome = 'updated' and reason is not null
    ), booked as (
      insert into outcome (run, no, object, outcome, reason, custom_reason)
      select $1, no, object, outcome,
        case when outcome = 'rejected' and no > $23 then reason end,
        case when outcome = 'rejected' and no <= $23 then reason end
      from booking where outcome = 'rejected' or no > $23
      on conflict (run, no) do update set custom_reason = excluded.custom_reason
    )`,
};

/**
 * One statement, so that it is one transaction and one round trip. It is fenced by the slice, which it updates: reading
 * the epoch or the run's state alone would let a booking through that runs at the same time as a takeover.
 */
const bookAndClaimText = (pass: Pass) => `
  with held as (
    update slice set booked_to = coalesce($5::int, booked_to), claimed_to = least(last_no, claimed_to + $6::int),
      created = created + $7, updated = updated + $8, rejected = rejected + $9,
      calls = calls + $10, credits = credits + $11, began_at = coalesce(began_at, now()),
      ended_at = case when $5 = last_no then now() else ended_at end,
      lane = case when $5 = last_no then null else lane end
    where run = $1 and module = $2 and pass = $3 and slice = $4 and epoch = $19
    returning claimed_to
  ), booking as (
    select t.* from held, unnest($12::int[], $13::text[], $14::source_object[], $15::record_outcome[],
        $16::bigint[], $17::timestamptz[], $18::text[], $21::text[], $22::bigint[])
      as t(no, key, object, outcome, zoho_id, modified_at, reason, reference, parent_id)
  ), ${bookBatch[pass]}
  select claimed_to as "claimedTo" from held`;

const bookAndClaimStatements = {
  base: { name: 'book base', text: bookAndClaimText('base') },
  custom: { name: 'book custom', text: bookAndClaimText('custom') },
};

const nothing = { created: 0, updated: 0, rejected: 0, calls: 0, credits: 0 };

/**
 * Books the outcomes of a batch of a slice, and claims the slice's next batch, in one transaction. `held` is changed
 * accordingly.
 * @throws ConnectorError `fenced` when a later attempt holds the slice, or the run is closed; nothing was booked then
 */
export async function bookAndClaim(
  ledger: Ledger,
  { run, input, lastBaseNo }: LaneWork,
  held: HeldSlice,
  done: FinishedBatch | null,
  claimSize: number,
): Promise<void> {
  const { created, updated, rejected, calls, credits } = done?.tally ?? nothing;
  const booked = done?.booked ?? [];
  const values = [
    ...[run.id, input.module, input.pass, held.slice, done?.lastNo ?? null, claimSize],
    ...[created, updated, rejected, calls, credits],
    booked.map((one) => one.no),
    booked.map((one) => one.key),
    booked.map((one) => objectOf(one.key)),
    booked.map((one) => one.outcome),
    booked.map((one) => one.zohoId),
    booked.map((one) => one.modifiedAt),
    booked.map((one) => one.reason),
    ...[held.epoch, run.env],
    booked.map((one) => one.reference),
    booked.map((one) => one.parentId),
    ...(input.pass === 'custom' ? [lastBaseNo] : []),
  ];
  const { name, text } = bookAndClaimStatements[input.pass];
  const [row] = await ledger.query<{ claimedTo: number }>(text, values, name);
  if (!row)
    throw new ConnectorError(
      'fenced',
      `Another attempt took over a slice of ${input.module}, or the run was closed. Nothing was booked; this attempt stops.`,
    );
  held.bookedTo = done?.lastNo ?? held.bookedTo;
  held.claimedTo = row.claimedTo;
}
