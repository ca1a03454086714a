/** What a transform knows besides the text: the source's zone and the mapping's defaults. */
export interface ValueContext {
  /** IANA zone of timestamps that carry none. */
  timeZone: string;
  /** ISO 3166 alpha-2 region of phone numbers without a country code. */
  phoneRegion: string;
  /** ISO 4217 code of amounts without a currency. */
  currency: string;
}

/**
 * One transformed value. An empty text means "nothing there", such as a sentinel date. `repaired`: the text was not
 * in its proper form, but could be read in one way only. A reason never repeats the value.
 */
export type Converted =
  { ok: true; value: string | number | boolean; repaired?: boolean } | { ok: false; reason: string };

export const failed = (reason: string): Converted => ({ ok: false, reason });
