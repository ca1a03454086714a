import { z } from 'zod';
import type { LoadedObject } from './terms.ts';

/** What a customer pays for a migration, as the engagement file says. Amounts are decimal strings. */
export const RateCard = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO code such as EUR'),
  /** Paid in any case. */
  fixed: z.string().regex(/^\d+(\.\d{1,2})?$/, 'must be an amount such as 5000.00'),
  perThousandRecords: z.string().regex(/^\d+(\.\d{1,2})?$/, 'must be an amount such as 2.50'),
  /** Factor by grade of complexity. */
  factor: z.strictObject({ A: z.number().positive(), B: z.number().positive(), C: z.number().positive() }),
});
export type RateCard = z.infer<typeof RateCard>;

/** API credits and calls of one load of one module, both ways. */
export interface ModuleCost {
  module: string;
  records: number;
  /** As Portage loads: batches of 100 records. */
  rest: { calls: number; credits: number };
  /** Credits of bulk jobs of 25,000 rows for the same records. */
  bulkCredits: number;
}

/** How long one load takes with the credits of an edition. */
export interface EditionDays {
  edition: string;
  /** Credits in 24 hours with the users of the org. */
  dailyCredits: number;
  /** Days by credits or by calls, whichever is longer: without repetitions, and with repetitions and a second rehearsal. */
  days: { low: number; high: number };
}

/** Files that hang on the records of one object. */
export interface FileVolume {
  /** The object of the source, such as `invoices`; null for rows that name none. */
  object: LoadedObject | null;
  files: number;
  /** So many were read from the source, to know the size. */
  measured: number;
  /** Of all, by the share of those: the source has no content for them, or one that can't be attached. Absent in earlier versions. */
  missing?: number;
  /** Of all, by the share of those: texts that hold network identifiers, and so are not attached. Absent in earlier versions. */
  withheld?: number;
  /** Of all, by the average of those. */
  bytes: number;
}

export interface GradePart {
  about: 'compatibility' | 'mapping clarity' | 'API constraints' | 'volume' | 'data quality';
  /** From 0 to 3. */
  points: number;
  reason: string;
}

/** What a migration costs before it begins: an estimate by formulas, not a measurement. */
export interface Estimate {
  modules: ModuleCost[];
  /** Files by what they hang on. They count for the storage of the org, too. */
  files: FileVolume[];
  /** Credits and calls of one load with its verification. */
  load: { calls: number; credits: number };
  users: number;
  editions: EditionDays[];
  grade: { grade: 'A' | 'B' | 'C'; parts: GradePart[] };
  /** More than two million records. */
  isIndividual: boolean;
  /** Null without a rate card. */
  price: { currency: string; amount: string } | null;
}
