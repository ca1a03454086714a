/** Consecutive numbers of the write queue, both ends included. `last` is `first - 1` when there are none. */
export interface NumberRange {
  first: number;
  last: number;
}

/** Most records of a slice. A larger slice would leave lanes without work at the end of a phase. */
const maxSlice = 2_000;
/** Slices are whole batches, so that no call is sent half empty. */
const batch = 100;
/** A short range has this many slices, so that all lanes have work. */
const wantedSlices = 40;

/** Cuts a range into the slices that lanes hold. */
export function cutRange({ first, last }: NumberRange): NumberRange[] {
  const batches = Math.ceil((last - first + 1) / wantedSlices / batch);
  const size = Math.min(maxSlice, Math.max(1, batches) * batch);
  const slices: NumberRange[] = [];
  for (let from = first; from <= last; from += size)
    slices.push({ first: from, last: Math.min(last, from + size - 1) });
  return slices;
}
