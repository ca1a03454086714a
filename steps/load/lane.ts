import { setTimeout as delay } from 'node:timers/promises';
import type { ConflictRule } from '../../schemas/engagement-file.ts';
import type { LaneInput, LaneResult } from '../../schemas/engagement.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import type { FinishedBatch, Tally } from '../../connectors/ledger/bookings.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { NoteParts } from '../../connectors/ledger/note-parts.ts';
import { checkOpen, takeLane } from '../../connectors/ledger/lanes.ts';
import { creditsOf } from '../../connectors/zoho/credits.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { RuleOfField } from '../../domain/match/overwrite.ts';
import { addMails, type MailPorts } from '../mails/add-mails.ts';
import { splitNotes } from '../notes/split-notes.ts';
import { applyMatches } from './apply-matches.ts';
import { attachFiles, type FilePorts } from './attach-files.ts';
import { sendBase } from './base-pass.ts';
import { fenceWrites } from './fence-writes.ts';
import { checkConflicts } from './check-conflicts.ts';
import { keepBeforeImages } from './before-images.ts';
import { sendCustom } from './custom-pass.ts';
import { openBatches, type Batch } from './lane-batches.ts';
import type { SendPorts } from './send-batch.ts';
import { isUnsent } from './write-once.ts';

/** A file or an e-mail is a call. What a dead lane may have sent is looked up one by one, so there must not be many. */
const callsPerBatch = 10;

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
  /** What the fields of a record that a match has adopted get. */
  overwrite?: RuleOfField;
  /** For a module whose records are files. */
  files?: FilePorts | undefined;
  /** For e-mails. */
  mails?: MailPorts | undefined;
  /** For notes: their later parts. */
  noteParts?: NoteParts | undefined;
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
  const { requestTimeoutMs = 30_000, files, mails } = ports;
  const fence = async () => {
    if (Date.now() < openAt + requestTimeoutMs) return;
    const asked = Date.now();
    await checkOpen(ports.ledger, input);
    openAt = asked;
  };
  const fenced = fenceWrites(ports.zoho, fence);
  const zoho = ports.noteParts ? splitNotes(fenced, ports.noteParts) : fenced;
  const settle = () => delay(requestTimeoutMs, undefined, { signal });
  const oneByOne = files ? attachFiles(files, fence, signal) : mails ? addMails(mails, fence, signal) : null;
  const batches = openBatches(ports.ledger, work, leftovers, oneByOne ? callsPerBatch : recordsPerCall);
  const send = oneByOne ?? (input.pass === 'base' ? sendBase : sendCustom);
  const result = { written: 0, rejected: 0, ended: 'empty', resumeAt: null } as LaneResult;
  let used = ports.zoho.usage();
  // Rejections that do not count for the breaker.
  let expected = work.rejectedBefore;
  let finished: FinishedBatch | null = null;

  /** A file or an e-mail is never changed, so nothing of it can be lost. */
  const prepare = async (records: ClaimedRecord[]) => {
    if (oneByOne) return { checked: records, heldBack: [] };
    const images = await keepBeforeImages(ports.ledger, ports.zoho, work.run, input.module, records);
    const { ready, heldBack } = applyMatches(records, images, ports.overwrite);
    const checked = await checkConflicts({ ...ports, rule: ports.conflicts }, work.run, input, ready);
    return { checked, heldBack };
  };
  const sendBatch = async ({ held, lastNo, unsure, records }: Batch): Promise<FinishedBatch> => {
    const unsureBefore = held.unsureTo;
    try {
      const { checked, heldBack } = await prepare(records);
      held.unsureTo = Math.max(unsureBefore, lastNo);
      const booked = [...(await send({ ...ports, zoho, settle }, input, checked, unsure)), ...heldBack];
      expected += heldBack.length;
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
    const rejectedAnew = result.rejected - expected;
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
