import type { Json, JsonObject } from '../schemas/json.ts';

const powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
const mostPlaces = 4;
/** Whole numbers below it, and numbers with fewer digits, are exact. */
const most = 1e15;

/**
 * The total of lines with usual numbers: decimals of at most four places and 15 digits, in whole numbers of the smallest unit.
 * It takes a tenth of the time of exact decimals, and gives the same.
 *
 * @returns null where a number is not of this kind
 */
export function wholeTotal(rows: JsonObject[], places: number, record: JsonObject): string | null {
  let total = wholeOf(record['Adjustment'], places) - wholeOf(record['Discount'], places);
  for (const row of rows) {
    total += roundedProduct(row['Quantity'], row['List_Price'], places) - wholeOf(row['Discount'], places);
    // Also false for what is not a number.
    if (!(Math.abs(total) < most)) return null;
  }
  return Math.abs(total) < most ? written(total, places) : null;
}

/** The number of decimal places; -1 for what is not a usual number. */
function placesOf(value: Json | undefined): number {
  if (value === undefined) return 0;
  if (typeof value !== 'number') return -1;
  for (let places = 0; places <= mostPlaces; places += 1) {
    const whole = Math.round(value * powers[places]!);
    if (whole / powers[places]! === value) return Math.abs(whole) < most ? places : -1;
  }
  return -1;
}

const scaled = (value: Json | undefined, places: number): number =>
  Math.round(((value as number | undefined) ?? 0) * powers[places]!);

/** A number in units of `places`; NaN if it has more places, or is not a usual number. */
function wholeOf(value: Json | undefined, places: number): number {
  const own = placesOf(value);
  return own < 0 || own > places ? NaN : scaled(value, own) * powers[places - own]!;
}

/** The product in units of `places`, rounded half away from zero; NaN if it can't be exact. */
function roundedProduct(one: Json | undefined, other: Json | undefined, places: number): number {
  const [first, second] = [placesOf(one), placesOf(other)];
  if (first < 0 || second < 0) return NaN;
  const product = scaled(one, first) * scaled(other, second);
  if (Math.abs(product) >= most) return NaN;
  const surplus = first + second - places;
  if (surplus <= 0) return product * powers[-surplus]!;
  const unit = powers[surplus]!;
  const rest = product % unit;
  const whole = (product - rest) / unit;
  return Math.abs(rest) * 2 < unit ? whole : whole + Math.sign(product);
}

function written(total: number, places: number): string {
  const digits = String(Math.abs(total)).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return total < 0 ? `-${text}` : text;
}
