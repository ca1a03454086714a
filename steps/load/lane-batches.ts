import { readBatch } from '../../connectors/ledger/batches.ts';
import { bookAndClaim, type FinishedBatch } from '../../connectors/ledger/bookings.ts';
import type { Ledger } from '../../connectors/ledger/database.ts';
import { releaseSlice, takeSlice, type HeldSlice, type LaneWork } from '../../connectors/ledger/lanes.ts';
import type { ClaimedRecord } from '../../schemas/record.ts';

/** Records to send in one call. */
export interface Batch {
  held: HeldSlice;
  lastNo: number;
  /** An earlier attempt may have sent it. */
  unsure: boolean;
  records: ClaimedRecord[];
}

export interface LaneBatches {
  /** Books a batch and returns the next, already claimed; null at the end of the queue. */
  next(finished: FinishedBatch | null): Promise<Batch | null>;
  /** Books a batch and claims nothing. */
  book(finished: FinishedBatch): Promise<void>;
  /** Gives back what is not finished. With `keep`, the lane's next attempt takes it over. */
  release(options?: { keep: boolean }): Promise<void>;
}

/**
 * The batches of one attempt of a lane: first those of its earlier attempts, then slice after slice.
 * @param size most records of a batch
 */
export function openBatches(ledger: Ledger, work: LaneWork, leftovers: HeldSlice[], size: number): LaneBatches {
  const waiting = [...leftovers];
  const held = new Set(leftovers);
  let current: HeldSlice | null = null;
  let readTo = 0;

  const book = async (finished: FinishedBatch, claimSize = 0): Promise<void> => {
    await bookAndClaim(ledger, work, finished.held, finished, claimSize);
    if (finished.held.bookedTo === finished.held.lastNo) held.delete(finished.held);
  };
  const openSlice = async (): Promise<HeldSlice | null> => {
    const slice = waiting.shift() ?? (await takeSlice(ledger, work, size));
    if (!slice) return null;
    held.add(slice);
    readTo = slice.bookedTo;
    if (slice.claimedTo === slice.bookedTo) await bookAndClaim(ledger, work, slice, null, size);
    return slice;
  };

  return {
    book,
    async next(finished) {
      const claims = current !== null && readTo === current.claimedTo && readTo < current.lastNo;
      const together = claims && finished?.held === current;
      if (finished) await book(finished, together ? size : 0);
      if (current && claims && !together) await bookAndClaim(ledger, work, current, null, size);
      if (!current || readTo === current.lastNo) current = await openSlice();
      if (!current) return null;
      const slice: HeldSlice = current;
      const range = { first: readTo + 1, last: Math.min(slice.claimedTo, readTo + size) };
      readTo = range.last;
      const records = await readBatch(ledger, work, { ...range, again: slice.again });
      return { held: slice, lastNo: range.last, unsure: range.first <= slice.unsureTo, records };
    },
    async release(options) {
      for (const slice of held) await releaseSlice(ledger, work, slice, options);
    },
  };
}
