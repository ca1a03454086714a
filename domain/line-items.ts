import { Decimal } from 'decimal.js';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { Module } from '../schemas/terms.ts';

/** The subform that holds the lines of a module. */
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
 * Subform rows for the update of a record with lines. Each wanted row gets the id of the current row at the same
 * position, so that Zoho changes that row. Additional rows are appended; surplus current rows are deleted.
 */
export function alignLines(wanted: Json, current: Json): JsonObject[] {
  const want = rowsOf(wanted);
  const have = rowsOf(current);
  return [
    ...want.map((row, index) => {
      const id = have[index]?.['id'];
      return id === undefined ? row : { ...row, id };
    }),
    ...have.slice(want.length).map((row) => ({ id: row['id'] ?? null, _delete: null })),
  ];
}

/** The sum of quantity × list price − discount over all rows, as Zoho computes it: a decimal string with two places. */
export function totalOfLines(lines: Json): string {
  return rowsOf(lines)
    .reduce((total, row) => {
      const amount = new Decimal(String(row['Quantity'] ?? 0)).times(String(row['List_Price'] ?? 0));
      return total.plus(amount).minus(String(row['Discount'] ?? 0));
    }, new Decimal(0))
    .toFixed(2);
}
