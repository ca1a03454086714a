import { toCountry } from '../../domain/values/countries.ts';

/** Currencies and countries of the source's rows, the most frequent first. */
export interface LocaleFacts {
  currencies: string[];
  countries: string[];
}

/**
 * Currency and phone region of a mapping, and what was assumed.
 * @param timeZone of the source, an IANA name
 */
export function localeOf(
  { currencies, countries }: LocaleFacts,
  orgCurrency: string,
  timeZone: string,
): { currency: string; phoneRegion: string; remarks: string[] } {
  const [own] = currencies;
  const currency = orgCurrency || own || 'USD';
  const region = countries.map(regionOf).find((one) => one !== null) ?? null;
  const byZone = regionOfZone(timeZone);
  // The code of a currency begins with that of its country, except for common currencies such as the euro.
  const assumed = byZone ?? (toCountry(currency.slice(0, 2)).ok && currency !== 'EUR' ? currency.slice(0, 2) : 'US');
  const why = byZone === null ? 'the currency' : 'the time zone of the source';
  return {
    currency,
    phoneRegion: region ?? assumed,
    remarks: [
      ...(own !== undefined && own !== currency
        ? [`Most amounts of the source are in ${own}, but the currency of the org is ${currency}: check currency.`]
        : []),
      ...(region === null ? [`No column has countries: check phoneRegion, which is ${assumed} by ${why}.`] : []),
    ],
  };
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((first) => letters.map((second) => first + second));

/** Time zones of a country. Newer versions of JavaScript have a method for it. */
function zonesOf(region: string): string[] {
  const locale = new Intl.Locale('und', { region }) as { timeZones?: string[]; getTimeZones?: () => string[] };
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** The country of a time zone; null for a zone of none, such as UTC. */
const regionOfZone = (timeZone: string): string | null =>
  codes.find((code) => toCountry(code).ok && zonesOf(code).includes(timeZone)) ?? null;

/** The code of a country by any of its names; null for a text that is not a country. */
function regionOf(text: string): string | null {
  const country = toCountry(text);
  if (!country.ok) return null;
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code === 'UK' ? 'GB' : code;
  return (
    codes.find((one) => {
      const other = toCountry(one);
      return other.ok && other.value === country.value;
    }) ?? null
  );
}
