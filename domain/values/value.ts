import type { NumberFormat } from '../../schemas/profile-fields.ts';

/** How one column of the source writes its dates and times, as its profile declares it. */
export interface ColumnDates {
  /** The text in ISO form, with an offset if the text has one; null for a text of another format. */
  read: ((text: string) => string | null) | null;
  /** IANA time zone of the column: of texts without an offset, and of the day of a point in time. */
  zone: string | null;
  /** Every text of the declared format says which offset it has. */
  hasOffset: boolean;
}

/** Defaults for transforms: zone and sentinels of the source, and region and currency of the mapping. */
export interface ValueContext {
  /** IANA time zone of timestamps without a zone. */
  timeZone: string;
  /** ISO 3166 alpha-2 region of phone numbers without a country code. */
  phoneRegion: string;
  /** ISO 4217 code of amounts without a currency. */
  currency: string;
  /** Texts, and days as `yyyy-MM-dd`, that the source writes for "none" or "open end". */
  sentinels: ReadonlySet<string>;
  /** Null for a column without a declaration: its dates must be in a standard form. */
  column: ColumnDates | null;
  /** How the numbers of the column are written. Without it, only what is unambiguous is read. */
  numbers?: NumberFormat | undefined;
  /** `exact`: amounts are not rounded. `discount`: nor are they, and they can be a percentage. */
  amounts?: 'rounded' | 'exact' | 'discount';
}

/**
 * One transformed value. An empty text means that there is no value. `repaired`: the text was not in the standard form, but
 * it was unambiguous. A reason never repeats the value.
 */
export type Converted =
  { ok: true; value: string | number | boolean; repaired?: boolean } | { ok: false; reason: string };

export const failed = (reason: string): Converted => ({ ok: false, reason });
