import { Decimal } from 'decimal.js';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { Module } from '../schemas/terms.ts';
import { differingFields, sameValues } from './compare-record.ts';
import { wholeTotal } from './whole-total.ts';

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

/**
 * What differs between the rows that were written and the rows in Zoho, in their order: `Invoiced_Items[2].Quantity`, rows
 * from 1. Where the number of rows differs, the rows that are equal at the beginning and at the end are set aside, so that
 * one row more or less is found as `(additional)` or `(missing)` and does not make all rows behind it differ.
 */
export function differingLines(name: string, written: Json, actual: Json): string[] {
  const want = rowsOf(written);
  const have = rowsOf(actual);
  const shorter = Math.min(want.length, have.length);
  const isSame = (index: number, other: number) => sameValues(want[index]!, have[other]!);
  let start = 0;
  while (start < shorter && isSame(start, start)) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(want.length - 1 - end, have.length - 1 - end)) end += 1;
  const found: string[] = [];
  for (let at = start; at < Math.max(want.length, have.length) - end; at += 1) {
    const row = `${name}[${at + 1}]`;
    if (at >= want.length - end) found.push(`${row} (additional)`);
    else if (at >= have.length - end) found.push(`${row} (missing)`);
    else found.push(...differingFields(want[at]!, have[at]!).map((field) => `${row}.${field}`));
  }
  return found;
}

const numberIn = (row: JsonObject, field: string) => new Decimal(String(row[field] ?? 0));

/**
 * The total of a record as Zoho computes it, as a decimal string. Each line is quantity × list price, rounded half up (away
 * from zero) to the places of the currency, less its discount, rounded in the same way. The record's own discount and
 * adjustment follow. docs: line items
 */
export function totalOfLines(lines: Json, places: number, record: JsonObject = {}): string {
  const rows = rowsOf(lines);
  return wholeTotal(rows, places, record) ?? exactTotal(rows, places, record);
}

const rounded = (value: Decimal, places: number) => value.toDecimalPlaces(places, Decimal.ROUND_HALF_UP);

function exactTotal(rows: JsonObject[], places: number, record: JsonObject): string {
  return rows
    .reduce((total, row) => {
      const amount = rounded(numberIn(row, 'Quantity').times(numberIn(row, 'List_Price')), places);
      return total.plus(rounded(amount.minus(numberIn(row, 'Discount')), places));
    }, new Decimal(0))
    .minus(numberIn(record, 'Discount'))
    .plus(numberIn(record, 'Adjustment'))
    .toFixed(places);
}

/**
 * The amount of a discount of a line that is a percentage, `10%`, as Zoho computes it: of the rounded amount of the line.
 */
export function percentOfLine(row: JsonObject, percent: string, places: number): number {
  const amount = rounded(numberIn(row, 'Quantity').times(numberIn(row, 'List_Price')), places);
  return rounded(amount.times(percent.slice(0, -1)).div(100), places).toNumber();
}
