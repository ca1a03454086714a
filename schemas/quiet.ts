import { z } from 'zod';
import { EngagementRef } from './refs.ts';

/** `loaded`: the deltas read it. `handed-off`: the handoff reads it. `other`: beside both, in the same schemas. */
export const WatchRole = z.enum(['loaded', 'handed-off', 'other']);
export type WatchRole = z.infer<typeof WatchRole>;

/**
 * What a figure counts. `writes`: rows inserted, updated and deleted since the server's statistics began, which arrive late.
 * `open transactions`: transactions that have written and are not committed.
 */
export const FigureKind = z.enum(['rows', 'mark', 'digest', 'writes', 'sequence', 'open transactions']);
export type FigureKind = z.infer<typeof FigureKind>;

/** One figure that changes when somebody writes. `subject` is an object, a table, a sequence or a file. */
export const Figure = z.object({ subject: z.string(), kind: FigureKind, role: WatchRole, value: z.string() });
export type Figure = z.infer<typeof Figure>;

/** What can't be watched, and why. */
export const Unread = z.object({ subject: z.string(), why: z.string() });
export type Unread = z.infer<typeof Unread>;

/** What shows whether somebody writes to the source, at one moment. */
export const SourceReading = z.object({
  takenAt: z.iso.datetime(),
  figures: z.array(Figure),
  unread: z.array(Unread),
});
export type SourceReading = z.infer<typeof SourceReading>;

/**
 * A watch is a series of readings that are compared. A new one begins when people ask to watch again. Watch 0 is that of dry runs: the
 * source goes on, so nothing is said of it.
 */
export const QuietInput = EngagementRef.extend({ watch: z.int().min(0) });
export type QuietInput = z.infer<typeof QuietInput>;

/** What follows a reading: the deltas, another reading after a time, or the decision of people. */
export type QuietStep =
  { next: 'deltas' } | { next: 'reading'; afterSeconds: number } | { next: 'people'; question: string };
