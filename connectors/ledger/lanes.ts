import type { LaneInput } from '../../schemas/engagement.ts';
import type { RunRef } from '../../schemas/refs.ts';
import type { Module, Pass } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import type { Ledger } from './database.ts';
import { findRun, type Run } from './runs.ts';

/** A slice that an attempt of a lane holds, until the lane releases it or a later attempt takes it over. */
export interface HeldSlice {
  slice: number;
  epoch: number;
  lastNo: number;
  /** Numbers up to here have an outcome. */
  bookedTo: number;
  /** Numbers up to here are claimed. */
  claimedTo: number;
  /** Numbers up to here may have been sent, so they are looked up before they are sent again. */
  unsureTo: number;
  /** Its records with a bad end are settled; only those without an outcome are sent. */
  again: boolean;
}

/** An attempt of a lane: what it works for, and which numbers of its module the base pass writes. */
export interface LaneWork {
  input: LaneInput;
  run: Run;
  /** Higher numbers are written by the custom pass only. */
  lastBaseNo: number;
  /** Records of the pass that earlier loads could not write. They are tried again, and may be rejected again. Each counts once. */
  rejectedBefore: number;
}

const heldColumns = `s.slice, s.epoch, s.last_no as "lastNo", s.booked_to as "bookedTo", s.claimed_to as "claimedTo",
  s.again`;

/**
 * The only place that reads the run's state: a closed run gives out no slice. A loaded run can be verified again.
 */
const openRunOnly = (pass: Pass | 'verify') =>
  `open as materialized (select from run where id = $1
     and state in (${pass === 'verify' ? `'open', 'loaded'` : `'open'`}) for share)`;

/** @throws ConnectorError `fenced` when the run is closed */
export async function checkOpen(ledger: Ledger, ref: RunRef): Promise<Run> {
  const run = await findRun(ledger, ref);
  if (run.state === 'open') return run;
  throw new ConnectorError('fenced', `The run ${run.run} is ${run.state}. Nothing was sent.`);
}

/**
 * Starts an attempt of a lane. It takes over the slices of the lane's earlier attempts, and of lanes that no longer run.
 * The earlier attempts are fenced: they can neither book nor claim.
 * @throws ConnectorError `fenced` when the run is closed
 */
export async function takeLane(ledger: Ledger, input: LaneInput): Promise<LaneWork & { leftovers: HeldSlice[] }> {
  const run = await checkOpen(ledger, input);
  const [known] = await ledger.query<{ lastBaseNo: number; rejectedBefore: number }>(
    `select (select coalesce(max(last_no), 0) from slice where run = $1 and module = $2 and pass = 'base') as "lastBaseNo",
       coalesce((rejected_before ->> $3)::int, 0) as "rejectedBefore"
     from phase where run = $1 and module = $2`,
    [run.id, input.module, input.pass],
  );
  const taken = await ledger.query<Omit<HeldSlice, 'unsureTo'>>(
    `with ${openRunOnly(input.pass)}
     update slice s set lane = $4, epoch = epoch + 1
     where run = $1 and module = $2 and pass = $3 and booked_to < last_no
       and (lane = $4 or (lane >= $5 and lane % $5::int = $4)) and exists (select from open)
     returning ${heldColumns}`,
    [run.id, input.module, input.pass, input.lane, input.lanes],
  );
  const leftovers = taken
    .sort((a, b) => a.slice - b.slice)
    .map((one): HeldSlice => ({ ...one, unsureTo: one.claimedTo > one.bookedTo ? one.claimedTo : 0 }));
  return { input, run, ...(known ?? { lastBaseNo: 0, rejectedBefore: 0 }), leftovers };
}

/**
 * Takes the next free slice and claims its first batch. If an earlier holder left a claimed range, nothing is added to it.
 * @returns null when no slice is free, or the run is closed
 */
export async function takeSlice(
  ledger: Ledger,
  { run, input }: { run: Run; input: { module: Module; pass: Pass | 'verify'; lane: number } },
  claimSize: number,
): Promise<HeldSlice | null> {
  const [taken] = await ledger.query<HeldSlice>(
    // Materialized: as a subquery it could be read again, with the next slice, for each row that it is joined with.
    `with ${openRunOnly(input.pass)}, free as materialized (
       select slice, claimed_to > booked_to as unsure from slice
       where run = $1 and module = $2 and pass = $3 and lane is null and booked_to < last_no
       order by slice limit 1 for update skip locked
     )
     update slice s set lane = $4, epoch = s.epoch + 1, began_at = coalesce(s.began_at, now()),
       claimed_to = case when free.unsure then s.claimed_to else least(s.last_no, s.booked_to + $5::int) end
     from free where s.run = $1 and s.module = $2 and s.pass = $3 and s.slice = free.slice and exists (select from open)
     returning ${heldColumns}, case when free.unsure then s.claimed_to else 0 end as "unsureTo"`,
    [run.id, input.module, input.pass, input.lane, claimSize],
  );
  return taken ?? null;
}

/**
 * Gives a slice back, so that another lane can take it. What was claimed and certainly not sent is not claimed any more.
 * With `keep`, the slice stays with its lane, whose next attempt takes it over.
 */
export async function releaseSlice(
  ledger: Ledger,
  { run, input }: Pick<LaneWork, 'run' | 'input'>,
  held: HeldSlice,
  { keep = false } = {},
): Promise<void> {
  await ledger.query(
    `update slice set claimed_to = greatest(booked_to, least(claimed_to, $6)), lane = case when $7 then lane end
     where run = $1 and module = $2 and pass = $3 and slice = $4 and epoch = $5`,
    [run.id, input.module, input.pass, held.slice, held.epoch, held.unsureTo, keep],
  );
}
