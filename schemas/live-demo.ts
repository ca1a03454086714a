import { z } from 'zod';

/** A line of the log of the demo's writer: one committed change of the source. */
export const LiveChange = z.object({ what: z.string(), at: z.iso.datetime() });
export type LiveChange = z.infer<typeof LiveChange>;

/** What the independent comparison of source and Zoho prints. */
export const LiveComparison = z.object({
  modules: z.record(z.string(), z.int()),
  records: z.int(),
  fields: z.int(),
  withheld: z.int(),
  staying: z.int(),
  differing: z.int(),
  differences: z.array(z.string()),
});
export type LiveComparison = z.infer<typeof LiveComparison>;

/** The changes of the source in one phase of the engagement, with their kinds. */
export interface PhaseChanges {
  phase: string;
  changes: number;
  kinds: Record<string, number>;
}

/** How `npm run demo -- --live` ended. */
export interface LiveResult {
  changes: PhaseChanges[];
  /** Whether the quiet check found the writer, which stops late. */
  foundByQuietCheck: boolean;
  comparison: LiveComparison;
}
