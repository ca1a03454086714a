import { Decimal } from 'decimal.js';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { Module } from '../schemas/terms.ts';
import { sameValues } from './compare-record.ts';

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
 * position, so that Zoho changes that row, and null for what the source has emptied in it. Additional rows are appended;
 * surplus current rows are deleted.
 *
 * @param acknowledged the rows that Zoho acknowledged last
 */
export function alignLines(wanted: Json, current: Json, acknowledged: Json = null): JsonObject[] {
  const want = rowsOf(wanted);
  const have = rowsOf(current);
  const last = rowsOf(acknowledged);
  return [
    ...want.map((row, index) => {
      const id = have[index]?.['id'];
      if (id === undefined) return row;
      const emptied = Object.keys(last[index] ?? {}).filter((field) => !(field in row));
      return { ...row, ...Object.fromEntries(emptied.map((field) => [field, null])), id };
    }),
    ...have.slice(want.length).map((row) => ({ id: row['id'] ?? null, _delete: null })),
  ];
}

/** Whether the rows of a record in Zoho hold what was written: as many rows, with the same values in the written fields. */
export function sameLines(written: Json, actual: Json): boolean {
  const rows = rowsOf(written);
  const have = rowsOf(actual);
  return rows.length === have.length && rows.every((row, index) => sameValues(row, have[index]!));
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
