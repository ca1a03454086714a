/** A lane for fewer records is not worth it: its Temporal events cost more than the time it saves. */
const recordsPerLane = 300;

/** How many lanes to start for this number of records: at least one, at most `allowed`. */
export const laneCount = (records: number, allowed: number): number =>
  Math.max(1, Math.min(allowed, Math.ceil(records / recordsPerLane)));
