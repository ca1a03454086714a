import type { LaneInput, LaneResult } from '../../schemas/engagement.ts';
import type { RecordOutcome, ClaimedRecord } from '../../schemas/record.ts';
import { ConnectorError } from '../../connectors/error.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import {
  bookAndClaim,
  readBatch,
  returnBooking,
  takeLane,
  type Booking,
  type HeldLane,
  type Tally,
} from '../../connectors/ledger/lanes.ts';
import { creditsOf } from '../../connectors/zoho/credits.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import { sendBase } from './base-pass.ts';
import { sendCustom } from './custom-pass.ts';
import type { SendPorts } from './send-batch.ts';

/** Credits of a full call. A lane stops before a call that would go below the floor. */
const callCredits = creditsOf({ kind: 'write', size: recordsPerCall });

export interface LanePorts extends SendPorts {
  ledger: Ledger;
  creditFloor: number;
  breakerPercent: number;
  /** Time of the next check whether credits are available. */
  creditsBackAt(): Promise<Date>;
}

interface Batch {
  booking: Booking;
  records: ClaimedRecord[];
}
type Finished = { booking: Booking; booked: RecordOutcome[]; tally: Tally };

/**
 * Sends batches from the write queue until its slice, the queue or the credits end. During a call, one transaction
 * books the outcomes of the previous batch and claims the next batch, so the lane never waits for the ledger. After
 * `signal` aborts, the current call ends and is booked, and nothing more is sent.
 * @throws ConnectorError `rate-limited` after returning its batches; `fenced` when a later attempt has taken over
 */
export async function runLane(ports: LanePorts, input: LaneInput, signal: AbortSignal): Promise<LaneResult> {
  const held = await takeLane(ports.ledger, input);
  const send = input.pass === 'base' ? sendBase : sendCustom;
  const result = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as LaneResult;
  let used = ports.zoho.usage();
  let finished: Finished | null = null;

  const sendBatch = async ({ booking, records }: Batch): Promise<Finished> => {
    try {
      const booked = await send(
        ports,
        input,
        records,
        booking.state === 'in-flight' && held.leftovers.includes(booking),
      );
      return { booking, booked, tally: tallyOf(booked) };
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'rate-limited')
        await returnBooking(ports.ledger, held, booking);
      throw error;
    }
  };
  /** Returns a batch that this attempt claimed but did not send. The next attempt sends it without a look-up. */
  const returnUnsent = async (booking: Booking): Promise<void> => {
    if (!held.leftovers.includes(booking)) await returnBooking(ports.ledger, held, booking);
  };
  const tallyOf = (booked: RecordOutcome[]): Tally => {
    const rejected = booked.filter((one) => one.outcome === 'rejected').length;
    const now = ports.zoho.usage();
    const tally = {
      written: booked.length - rejected,
      rejected,
      calls: now.calls - used.calls,
      credits: now.credits - used.credits,
    };
    used = now;
    result.written += tally.written;
    result.rejected += tally.rejected;
    return tally;
  };
  const stopReason = (): LaneResult['ended'] | null => {
    if (signal.aborted) return 'cancelled';
    const left = ports.zoho.usage().creditsRemaining;
    if (left !== null && left - callCredits < ports.creditFloor) return 'credits';
    const tried = result.written + result.rejected;
    if (tried >= 200 && (result.rejected * 100) / tried > ports.breakerPercent) return 'breaker';
    return tried >= input.slice ? 'slice' : null;
  };

  const leftovers = [...held.leftovers];
  let batch: Batch | null = await nextBatch(ports.ledger, held, leftovers, null);
  while (batch) {
    const stop = stopReason();
    if (stop) {
      await returnUnsent(batch.booking);
      result.ended = stop;
      break;
    }
    const sending: Promise<Finished> = sendBatch(batch);
    const claiming: Promise<Batch | null> = nextBatch(ports.ledger, held, leftovers, finished);
    const [sent, next] = await Promise.allSettled([sending, claiming]);
    if (sent.status === 'rejected') {
      if (next.status === 'fulfilled' && next.value) await returnUnsent(next.value.booking);
      throw sent.reason;
    }
    if (next.status === 'rejected') throw next.reason;
    finished = sent.value;
    batch = next.value;
  }
  if (finished) await bookAndClaim(ports.ledger, held, finished, 0);
  if (result.ended === 'credits') result.resumeAt = (await ports.creditsBackAt()).toISOString();
  return result;
}

/** Books the finished batch, and returns the next: first the batches of earlier attempts, then those of the queue. */
async function nextBatch(
  ledger: Ledger,
  held: HeldLane,
  leftovers: Booking[],
  finished: Finished | null,
): Promise<Batch | null> {
  const left = leftovers.shift();
  const claimed = await bookAndClaim(ledger, held, finished, left ? 0 : recordsPerCall);
  const booking = left ?? claimed;
  return booking && { booking, records: await readBatch(ledger, held, booking) };
}
