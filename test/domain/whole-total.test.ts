import { Decimal } from 'decimal.js';
import { fc } from '../support/properties.ts';
import type { JsonObject } from '../../schemas/json.ts';
import { totalOfLines } from '../../domain/line-items.ts';
import { wholeTotal } from '../../domain/whole-total.ts';

/** The same by exact decimals only. */
function exactTotal(rows: JsonObject[], places: number, record: JsonObject): string {
  const numberIn = (row: JsonObject, field: string) => new Decimal(String(row[field] ?? 0));
  const rounded = (value: Decimal) => value.toDecimalPlaces(places, Decimal.ROUND_HALF_UP);
  let total = numberIn(record, 'Adjustment').minus(numberIn(record, 'Discount'));
  for (const row of rows) {
    const amount = rounded(numberIn(row, 'Quantity').times(numberIn(row, 'List_Price')));
    total = total.plus(rounded(amount.minus(numberIn(row, 'Discount'))));
  }
  return total.toFixed(places);
}

const number = fc
  .tuple(fc.integer({ min: -2_000_000, max: 2_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => Number(`${digits}e-${places}`));
const row = fc.record({ Quantity: number, List_Price: number, Discount: number }, { requiredKeys: [] });
const record = fc.record({ Discount: number, Adjustment: number }, { requiredKeys: [] });

test('a total in whole numbers is the exact total, whatever the numbers and the places of the currency are', () => {
  fc.assert(
    fc.property(fc.array(row), fc.constantFrom(0, 2, 3, 4), record, (rows, places, ofRecord) => {
      expect(totalOfLines(rows, places, ofRecord)).toBe(exactTotal(rows, places, ofRecord));
    }),
    { numRuns: 2_000 },
  );
});

test.each<[JsonObject[], number, string]>([
  [[{ Quantity: 3, List_Price: 19.99, Discount: 0.5 }], 2, '59.47'],
  [[{ Quantity: 1, List_Price: 0.005 }], 2, '0.01'],
  [[{ Quantity: -1, List_Price: 0.005 }], 2, '-0.01'],
  [[{ Quantity: 1, List_Price: 0.0049 }], 2, '0.00'],
  [[{ Quantity: 2, List_Price: 0.5 }], 3, '1.000'],
  [[{ Quantity: 2, List_Price: 1_500 }], 0, '3000'],
  [[], 2, '0.00'],
])('the total of %j with %d places is %s', (rows, places, total) => {
  expect(wholeTotal(rows, places, {})).toBe(total);
});

test.each<[JsonObject[], JsonObject]>([
  [[{ Quantity: 1, List_Price: 0.000012 }], {}],
  [[{ Quantity: 1, List_Price: 'many' }], {}],
  [[{ Quantity: 1e15, List_Price: 1 }], {}],
  [[{ Quantity: 1e9, List_Price: 1e9 }], {}],
  [[{ Quantity: 1, List_Price: 5, Discount: 0.125 }], {}],
  [[], { Discount: 0.001 }],
])('the total of %j with the record %j is left to exact decimals', (rows, ofRecord) => {
  expect(wholeTotal(rows, 2, ofRecord)).toBeNull();
});
