import { setTimeout as delay } from 'node:timers/promises';
import type { ConflictRule } from '../../schemas/engagement-file.ts';
import type { LaneInput, LaneResult } from '../../schemas/engagement.ts';
import type { RecordOutcome } from '../../schemas/record.ts';
import type { FinishedBatch, Tally } from '../../connectors/ledger/bookings.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { checkOpen, takeLane } from '../../connectors/ledger/lanes.ts';
import { creditsOf } from '../../connectors/zoho/credits.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import { sendBase } from './base-pass.ts';
import { fenceWrites } from './fence-writes.ts';
import { checkConflicts } from './check-conflicts.ts';
import { keepBeforeImages } from './before-images.ts';
import { sendCustom } from './custom-pass.ts';
import { openBatches, type Batch } from './lane-batches.ts';
import type { SendPorts } from './send-batch.ts';
import { isUnsent } from './write-once.ts';

/** Credits of a full call. A lane stops before a call that would go below the floor. */
const callCredits = creditsOf({ kind: 'write', size: recordsPerCall });

export interface LanePorts extends Omit<SendPorts, 'settle'> {
  ledger: Ledger;
  creditFloor: number;
  breakerPercent: number;
  /** Milliseconds for which a booking proves that the run is open. Default: 30,000. */
  requestTimeoutMs?: number;
  /** Whose value a field gets that was changed on both sides. */
  conflicts: ConflictRule;
  /** Time of the next check whether credits are available. */
  creditsBackAt(): Promise<Date>;
}

/**
 * Sends batches from the write queue until its share, the queue or the credits end. During a call, the ledger books the
 * outcomes of the previous batch and claims the next batch, so the lane never waits for the ledger. After `signal`
 * aborts, the current call ends and is booked, and nothing more is sent.
 * @throws ConnectorError `rate-limited` after giving its batches back; `fenced` when a later attempt has taken over or the
 *   run is closed
 */
export async function runLane(ports: LanePorts, input: LaneInput, signal: AbortSignal): Promise<LaneResult> {
  let openAt = Date.now();
  const { leftovers, ...work } = await takeLane(ports.ledger, input);
  const { requestTimeoutMs = 30_000 } = ports;
  const zoho = fenceWrites(ports.zoho, async () => {
    if (Date.now() < openAt + requestTimeoutMs) return;
    const asked = Date.now();
    await checkOpen(ports.ledger, input);
    openAt = asked;
  });
  const settle = () => delay(requestTimeoutMs, undefined, { signal });
  const batches = openBatches(ports.ledger, work, leftovers);
  const send = input.pass === 'base' ? sendBase : sendCustom;
  const result = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as LaneResult;
  let used = ports.zoho.usage();
  let finished: FinishedBatch | null = null;

  const sendBatch = async ({ held, lastNo, unsure, records }: Batch): Promise<FinishedBatch> => {
    const unsureBefore = held.unsureTo;
    try {
      await keepBeforeImages(ports.ledger, ports.zoho, work.run, input.module, records);
      const checked = await checkConflicts({ ...ports, rule: ports.conflicts }, work.run, input, records);
      held.unsureTo = Math.max(unsureBefore, lastNo);
      const booked = await send({ ...ports, zoho, settle }, input, checked, unsure);
      return { held, lastNo, booked, tally: tallyOf(booked) };
    } catch (error) {
      if (isUnsent(error)) held.unsureTo = unsureBefore;
      throw error;
    }
  };
  const tallyOf = (booked: RecordOutcome[]): Tally => {
    const count = (outcome: RecordOutcome['outcome']) => booked.filter((one) => one.outcome === outcome).length;
    const now = ports.zoho.usage();
    const tally = {
      created: count('created'),
      updated: count('updated'),
      rejected: count('rejected'),
      calls: now.calls - used.calls,
      credits: now.credits - used.credits,
    };
    used = now;
    result.written += tally.created + tally.updated;
    result.rejected += tally.rejected;
    return tally;
  };
  const stopReason = (): LaneResult['ended'] | null => {
    if (signal.aborted) return 'cancelled';
    const left = ports.zoho.usage().creditsRemaining;
    if (left !== null && left - callCredits < ports.creditFloor) return 'credits';
    const tried = result.written + result.rejected;
    const rejectedAnew = result.rejected - work.rejectedBefore;
    if (tried >= 200 && (rejectedAnew * 100) / tried > ports.breakerPercent) return 'breaker';
    return tried >= input.slice ? 'slice' : null;
  };

  let batch: Batch | null = await batches.next(null);
  while (batch) {
    const stop = stopReason();
    if (stop) {
      result.ended = stop;
      break;
    }
    const asked = Date.now();
    const sending: Promise<FinishedBatch> = sendBatch(batch);
    const claiming: Promise<Batch | null> = batches.next(finished);
    const [sent, next] = await Promise.allSettled([sending, claiming]);
    if (sent.status === 'rejected') {
      // What may have been sent stays with this lane: its request may still be on the way.
      await batches.release({ keep: !isUnsent(sent.reason) });
      throw sent.reason;
    }
    if (next.status === 'rejected') throw next.reason;
    if (finished) openAt = asked;
    finished = sent.value;
    batch = next.value;
  }
  if (finished) await batches.book(finished);
  await batches.release();
  if (result.ended === 'credits') result.resumeAt = (await ports.creditsBackAt()).toISOString();
  return result;
}
