import { supplierNo } from './ids.ts';
import { randomFor } from './random.ts';
import type { GeneratedRecord } from './records.ts';
import { localTime, placeNames, towns } from './sample-values.ts';

const trades = [
  ['Devices', 'Handsets'],
  ['Devices', 'Routers'],
  ['Wholesale', 'Carrier'],
] as const;

/** A firm that the operator buys devices or wholesale services from. */
export function supplier(seed: number, number: number): GeneratedRecord {
  const random = randomFor(seed, 'supplier', number);
  const [category, trade] = random.pick(trades);
  const place = random.pick(placeNames);
  const [city, postcode, country] = random.pick(towns);
  return {
    row: {
      supplier_no: supplierNo(number),
      name: `${place} ${trade} ${number} Ltd`,
      category,
      email: `orders${number}@example.net`,
      // The range that the regulator reserves for fiction.
      phone: `+44 20 7946 ${String(number % 1_000).padStart(4, '0')}`,
      street: `${random.between(1, 199)} ${random.pick(placeNames)} Wharf`,
      city,
      postcode,
      country_code: country,
      updated_at: localTime(random, 2012, 2024),
    },
    defects: [],
  };
}
