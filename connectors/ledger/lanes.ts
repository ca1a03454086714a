import type { LaneInput } from '../../schemas/engagement.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { RecordOutcome, ClaimedRecord, RecordKey } from '../../schemas/record.ts';
import { resolveReferences } from '../../domain/resolve-references.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import { resolveKeys } from './records.ts';
import { findRun, type Run } from './runs.ts';

/** A range of the queue that is claimed and has no outcome yet. */
export interface Booking {
  firstSeq: number;
  lastSeq: number;
  /** `claimed`: certainly not sent. `in-flight`: possibly sent, so it must be looked up before it is sent again. */
  state: 'claimed' | 'in-flight';
}

/** A lane that an attempt of its activity holds, until a later attempt takes it over. */
export interface HeldLane {
  input: LaneInput;
  run: Run;
  epoch: number;
  /** Bookings of earlier attempts that have no outcome. */
  leftovers: Booking[];
}

export interface Tally {
  written: number;
  rejected: number;
  calls: number;
  credits: number;
}

const passKey = ({ run, input }: HeldLane) => [run.id, input.module, input.pass] as const;

/**
 * Takes over a lane from its earlier holder, and the bookings of lanes that no longer run. The earlier holders are
 * fenced: they can neither book nor claim.
 */
export async function takeLane(ledger: Ledger, input: LaneInput): Promise<HeldLane> {
  const run = await findRun(ledger, input);
  const phase = [run.id, input.module, input.pass];
  return ledger.transaction(async (client) => {
    const taken = await client.query<{ epoch: number }>(
      `insert into lane (run_id, module, pass, lane, epoch) values ($1, $2, $3, $4, 1)
       on conflict (run_id, module, pass, lane) do update set epoch = lane.epoch + 1 returning epoch`,
      [...phase, input.lane],
    );
    const scope = [...phase, input.lane, input.lanes];
    await client.query(
      `update lane set epoch = epoch + 1
       where run_id = $1 and module = $2 and pass = $3 and lane <> $4 and lane % $5::int = $4 and lane >= $5`,
      scope,
    );
    const left = await client.query<Booking>(
      `update booking set lane = $4
       where run_id = $1 and module = $2 and pass = $3 and (lane = $4 or (lane >= $5 and lane % $5::int = $4))
       returning first_seq as "firstSeq", last_seq as "lastSeq", state`,
      scope,
    );
    return { input, run, epoch: taken.rows[0]?.epoch ?? 0, leftovers: left.rows };
  });
}

/** The base pass stores every outcome. The custom pass stores only rejected records and lookups that were left out. */
const bookOutcomes = {
  base: `booked as (
    insert into outcome (run_id, key, module, outcome, zoho_id, reason, reference)
    select $1, t.* from held, unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $17::text[])
      as t(key, module, outcome, zoho_id, reason, reference)
    on conflict do nothing)`,
  custom: `reasons as (
    select t.* from held, unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $17::text[])
      as t(key, module, outcome, zoho_id, reason, reference) where reason is not null
  ), remarked as (
    insert into remark (run_id, key, field, rule)
    select $1, key, 'lookup', 'blank:' || reason from reasons where outcome <> 'rejected'
  ), booked as (
    insert into custom_rejection (run_id, key, reason) select $1, key, reason from reasons where outcome = 'rejected'
    on conflict (run_id, key) do update set reason = excluded.reason)`,
};

/** A single statement, so that it is one transaction and one round trip. */
const bookAndClaimText = (pass: keyof typeof bookOutcomes) => `
  with held as (
    select 1 from lane where run_id = $1 and module = $2 and pass = $3 and lane = $4 and epoch = $5 for share
  ), gone as (
    delete from booking where run_id = $1 and module = $2 and pass = $3 and first_seq = $6 and exists (select from held)
  ), ${bookOutcomes[pass]}, moved as (
    update phase set next_seq = next_seq + $7::int, written = written + $8::int, rejected = rejected + $9::int,
      calls = calls + $10::int, credits = credits + $16::int, began_at = coalesce(began_at, now())
    where run_id = $1 and module = $2 and pass = $3 and exists (select from held)
    returning next_seq - $7::int as first, last_seq as last
  ), claimed as (
    insert into booking (run_id, module, pass, first_seq, last_seq, lane, state)
    select $1, $2, $3, first, least(first + $7::int - 1, last), $4, 'in-flight' from moved
    where $7::int > 0 and first <= last
    on conflict do nothing
    returning first_seq as "firstSeq", last_seq as "lastSeq", state
  )
  select (select count(*)::int from held) as held, claimed.* from (select) as one left join claimed on true`;

const emptyTally = { written: 0, rejected: 0, calls: 0, credits: 0 };

/**
 * Books the outcomes of one batch and claims the next, in one transaction. Returns null at the end of the queue, or
 * when `claimSize` is 0.
 * @throws ConnectorError `fenced` when a later attempt holds the lane; nothing was booked then
 */
export async function bookAndClaim(
  ledger: Ledger,
  held: HeldLane,
  done: { booking: Booking; booked: RecordOutcome[]; tally: Tally } | null,
  claimSize: number,
): Promise<Booking | null> {
  const { run, input } = held;
  const { written, rejected, calls, credits } = done?.tally ?? emptyTally;
  const booked = done?.booked ?? [];
  const [row] = await ledger.query<Booking & { held: number }>(bookAndClaimText(input.pass), [
    ...[run.id, input.module, input.pass, input.lane, held.epoch],
    ...[done?.booking.firstSeq ?? null, claimSize, written, rejected, calls],
    booked.map((one) => one.key),
    booked.map(() => input.module),
    booked.map((one) => one.outcome),
    booked.map((one) => one.zohoId),
    booked.map((one) => one.reason),
    credits,
    booked.map((one) => one.reference),
  ]);
  if (row?.held !== 1) {
    throw new ConnectorError(
      'fenced',
      `Another attempt took over lane ${input.lane} of ${input.module}. Nothing was booked; this attempt stops.`,
    );
  }
  const { firstSeq, lastSeq, state } = row;
  return state ? { firstSeq, lastSeq, state } : null;
}

/** Marks a claimed batch as certainly not sent, so that the next attempt sends it without a look-up. */
export async function returnBooking(ledger: Ledger, held: HeldLane, booking: Booking): Promise<void> {
  await ledger.query(
    `update booking set state = 'claimed' where run_id = $1 and module = $2 and pass = $3 and first_seq = $4
     and exists (select 1 from lane where run_id = $1 and module = $2 and pass = $3 and lane = $5 and epoch = $6)`,
    [...passKey(held), booking.firstSeq, held.input.lane, held.epoch],
  );
}

/** Reads the records of a booking with their references resolved. Records that have an outcome are left out. */
export async function readBatch(ledger: Ledger, held: HeldLane, booking: Booking): Promise<ClaimedRecord[]> {
  const { run, input } = held;
  const earlier = run.chain.filter((id) => id !== run.id);
  const rows = await ledger.query<{
    seq: number;
    key: RecordKey;
    values: JsonObject;
    refs: RecordKey[];
    zohoId: string | null;
    existed: boolean;
  }>(
    input.pass === 'base'
      ? `select q.seq, q.key, q.base as values, q.refs, was.zoho_id as "zohoId", was.zoho_id is not null as existed
         from queue q left join lateral (
           select o.zoho_id from outcome o where o.key = q.key and o.run_id = any($5) and o.zoho_id is not null limit 1
         ) was on true
         where q.run_id = $1 and q.module = $2 and q.seq between $3 and $4
           and not exists (select 1 from outcome o where o.run_id = q.run_id and o.key = q.key)
         order by q.seq`
      : `select q.seq, q.key, q.custom as values, q.refs, o.zoho_id as "zohoId", true as existed
         from queue q join outcome o on o.run_id = q.run_id and o.key = q.key
         where q.run_id = $1 and q.module = $2 and q.seq between $3 and $4 and q.custom is not null
           and o.outcome in ('created', 'updated') and $5::bigint[] is not null
         order by q.seq`,
    [run.id, input.module, booking.firstSeq, booking.lastSeq, earlier],
  );
  const ids = await resolveKeys(ledger, run.chain, [...new Set(rows.flatMap((row) => row.refs))]);
  return rows.map(({ refs: _, values, ...row }) => ({ ...row, ...resolveReferences(values, ids) }));
}
