import { toCountry } from '../../domain/values/countries.ts';

/** Currencies and countries of the source's rows, the most frequent first. */
export interface LocaleFacts {
  currencies: string[];
  countries: string[];
}

/** Currency and phone region of a mapping, and what was assumed. */
export function localeOf(
  { currencies, countries }: LocaleFacts,
  orgCurrency: string,
): { currency: string; phoneRegion: string; remarks: string[] } {
  const [own] = currencies;
  const currency = orgCurrency || own || 'USD';
  const region = countries.map(regionOf).find((one) => one !== null) ?? null;
  // The code of a currency begins with that of its country, except for common currencies such as the euro.
  const assumed = toCountry(currency.slice(0, 2)).ok && currency !== 'EUR' ? currency.slice(0, 2) : 'US';
  return {
    currency,
    phoneRegion: region ?? assumed,
    remarks: [
      ...(own !== undefined && own !== currency
        ? [`Most amounts of the source are in ${own}, but the currency of the org is ${currency}: check currency.`]
        : []),
      ...(region === null ? [`No column has countries: check phoneRegion, which is ${assumed} by the currency.`] : []),
    ],
  };
}

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** The code of a country by any of its names; null for a text that is not a country. */
function regionOf(text: string): string | null {
  const country = toCountry(text);
  if (!country.ok) return null;
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code === 'UK' ? 'GB' : code;
  for (const first of letters)
    for (const second of letters) {
      const other = toCountry(first + second);
      if (other.ok && other.value === country.value) return first + second;
    }
  return null;
}
