/** Consecutive numbers of the write queue, both ends included. `last` is `first - 1` when there are none. */
export interface NumberRange {
  first: number;
  last: number;
}

/** Slices are whole batches, so that no call is sent half empty. */
const batch = 100;
/** Most batches of a slice, and the share of the remaining batches that the next slice gets. */
const maxBatches = 20;
const share = 40;

/**
 * Cuts a range into the slices that lanes hold. Slices become smaller towards the end, down to one batch, so that all
 * lanes have work until the end.
 */
export function cutRange({ first, last }: NumberRange): NumberRange[] {
  const slices: NumberRange[] = [];
  for (let from = first; from <= last;) {
    const left = Math.ceil((last - from + 1) / batch);
    const size = Math.min(maxBatches, Math.max(1, Math.floor(left / share))) * batch;
    slices.push({ first: from, last: Math.min(last, from + size - 1) });
    from += size;
  }
  return slices;
}
