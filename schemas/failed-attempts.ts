import { z } from 'zod';

/**
 * How often the earlier attempts of an activity failed, by kind of error, and when the first one did: `firstFailedAt`, in
 * milliseconds since 1970. `toldAt`: when the engagement was told of it. Temporal keeps it with the heartbeats.
 */
export const FailedAttempts = z.record(z.string(), z.number()).catch({});
