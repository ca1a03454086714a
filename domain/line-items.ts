import { Decimal } from 'decimal.js';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { Module } from '../schemas/words.ts';

/** Subform that holds the lines of a module. */
export const lineFields: Partial<Record<Module, 'Ordered_Items' | 'Purchase_Items' | 'Invoiced_Items'>> = {
  Sales_Orders: 'Ordered_Items',
  Purchase_Orders: 'Purchase_Items',
  Invoices: 'Invoiced_Items',
};

const rowsOf = (value: Json): JsonObject[] =>
  Array.isArray(value)
    ? value.filter((row): row is JsonObject => row !== null && typeof row === 'object' && !Array.isArray(row))
    : [];

/**
 * Rows for an update of a record with lines: each wanted row takes the id of the row in its place, so that Zoho changes
 * it; rows beyond are appended, and rows too many are deleted.
 */
export function alignLines(wanted: Json, current: Json): JsonObject[] {
  const want = rowsOf(wanted);
  const have = rowsOf(current);
  return [
    ...want.map((row, place) => {
      const id = have[place]?.['id'];
      return id === undefined ? row : { ...row, id };
    }),
    ...have.slice(want.length).map((row) => ({ id: row['id'] ?? null, _delete: null })),
  ];
}

/** Zoho's net total of the rows: quantity × list price − discount, summed, as a decimal string with two places. */
export function totalOfLines(lines: Json): string {
  return rowsOf(lines)
    .reduce((total, row) => {
      const amount = new Decimal(String(row['Quantity'] ?? 0)).times(String(row['List_Price'] ?? 0));
      return total.plus(amount).minus(String(row['Discount'] ?? 0));
    }, new Decimal(0))
    .toFixed(2);
}
