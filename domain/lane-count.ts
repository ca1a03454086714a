/** A lane with fewer records than a few calls costs more events than it saves time. */
const recordsPerLane = 300;

/** Lanes that are worth starting for this many records: at least one, at most `allowed`. */
export const laneCount = (records: number, allowed: number): number =>
  Math.max(1, Math.min(allowed, Math.ceil(records / recordsPerLane)));
