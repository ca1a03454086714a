import type { NumberFormat } from '../../schemas/profile-fields.ts';

/** Defaults for transforms: the source's time zone, and region and currency of the mapping. */
export interface ValueContext {
  /** IANA time zone of timestamps without a zone. */
  timeZone: string;
  /** ISO 3166 alpha-2 region of phone numbers without a country code. */
  phoneRegion: string;
  /** ISO 4217 code of amounts without a currency. */
  currency: string;
  /** How the numbers of the column are written. Without it, only what is unambiguous is read. */
  numbers?: NumberFormat | undefined;
  /** `exact`: amounts are not rounded. `discount`: nor are they, and they can be a percentage. */
  amounts?: 'rounded' | 'exact' | 'discount';
}

/**
 * One transformed value. An empty text means that there is no value, such as for a sentinel date. `repaired`: the text
 * was not in the standard form, but it was unambiguous. A reason never repeats the value.
 */
export type Converted =
  { ok: true; value: string | number | boolean; repaired?: boolean } | { ok: false; reason: string };

export const failed = (reason: string): Converted => ({ ok: false, reason });
