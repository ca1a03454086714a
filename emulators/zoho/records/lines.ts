import { Decimal } from 'decimal.js';
import { itemError, type Item } from '../http/answers.ts';
import { nextId, type Org, type Row, type StoredRecord } from '../orgs/org.ts';
import { missingFields, readValues, type InputContext } from './values.ts';

const decimal = (value: unknown): Decimal =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? new Decimal(value) : new Decimal(0);
const places = new Map<string, number>();
/** Rounds half up to the decimals of the org's currency. docs: line items, org */
function money(value: Decimal, { seed: { currency } }: Org): Decimal {
  let digits = places.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    places.set(currency, digits);
  }
  return value.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP);
}

/** The amount of a discount. It is given as an amount or a percentage such as `5%`. docs: line items */
function discountOf(value: unknown, base: Decimal, org: Org): Decimal {
  if (typeof value === 'string' && value.endsWith('%'))
    return money(base.times(decimal(value.slice(0, -1))).div(100), org);
  return decimal(value);
}

/** Taxes with their amounts of a base. */
const withAmounts = (taxes: Row[], base: Decimal, org: Org): Row[] =>
  taxes.map((one) => ({ ...one, value: money(base.times(decimal(one['percentage'])).div(100), org).toNumber() }));

const percentages = (taxes: unknown): Decimal =>
  Array.isArray(taxes)
    ? (taxes as Row[]).reduce((sum, tax) => sum.plus(decimal(tax['percentage'])), new Decimal(0))
    : new Decimal(0);

/**
 * Applies the rows of a write to the rows of a record: a row with an id is changed, a row without id is appended, a row
 * with `_delete` is deleted, and an empty list deletes all rows.
 */
export function applyLines(
  context: InputContext,
  record: Pick<StoredRecord, 'id' | 'lines'>,
  input: unknown[],
): { lines: Row[]; errors: Item[] } {
  if (input.length === 0) return { lines: [], errors: [] };
  const lines = (record.lines ?? []).map((line) => ({ ...line }));
  const errors: Item[] = [];
  const deleted = new Set<Row>();
  const written: [line: Row, path: string][] = [];
  input.forEach((raw, index) => {
    const given = (raw ?? {}) as Row;
    const line = given['id'] === undefined ? undefined : lines.find((one) => one['id'] === given['id']);
    const row = { ...context, path: `${context.path}[${index}]` };
    if (given['id'] !== undefined && !line) {
      const where = { api_name: 'id', json_path: `${row.path}.id` };
      errors.push({
        code: 'INVALID_DATA',
        details: where,
        message: 'the id given seems to be invalid',
        status: 'error',
      });
    } else if ('_delete' in given) {
      if (line) deleted.add(line);
    } else {
      const read = readValues(row, given);
      errors.push(...read.errors, ...(line ? [] : missingFields(row, given, null)));
      const target = line ?? { id: nextId(context.org) };
      Object.assign(target, read.values);
      if (!line) lines.push(target);
      written.push([target, row.path]);
    }
  });
  const remaining = lines.filter((line) => !deleted.has(line));
  remaining.forEach((line, index) => Object.assign(line, { Sequence_Number: index + 1, Parent_Id: record.id }));
  if (context.module.fields.has('List_Price')) {
    remaining.forEach((line) => compute(line, context.org));
    errors.push(...written.flatMap(([line, path]) => checkDiscount(line['Discount'], line['Total'], path)));
  }
  return { lines: remaining, errors };
}

/** A discount can't be greater than the amount that it reduces. docs: line items */
export function checkDiscount(discount: unknown, base: unknown, path: string): Item[] {
  if (!decimal(discount).isPositive() || decimal(base).isNegative() || decimal(discount).lte(decimal(base))) return [];
  return [itemError('INVALID_DATA', 'invalid data', { api_name: 'Discount', json_path: `${path}.Discount` })];
}

/** Sets the computed fields of a line item. docs: line items */
function compute(line: Row, org: Org): void {
  const quantity = line['Quantity'] ?? 1;
  const price = line['List_Price'] ?? 0;
  const total = money(decimal(quantity).times(decimal(price)), org);
  const discount = discountOf(line['Discount'], total, org);
  const after = money(total.minus(discount), org);
  const tax = money(after.times(percentages(line['Line_Tax'])).div(100), org);
  if (Array.isArray(line['Line_Tax'])) {
    line['Line_Tax'] = withAmounts(line['Line_Tax'] as Row[], after, org);
  }
  Object.assign(line, {
    Quantity: quantity,
    List_Price: price,
    Discount: discount.toNumber(),
    Total: total.toNumber(),
    Total_After_Discount: after.toNumber(),
    Tax: tax.toNumber(),
    Net_Total: after.plus(tax).toNumber(),
  });
}

/** The totals of a record, computed from its line items. Values from the client have no effect. */
export function totalsOf(org: Org, lines: Row[], values: Row, taxes: unknown): Row {
  const sum = money(
    lines.reduce((total, line) => total.plus(decimal(line['Net_Total'])), new Decimal(0)),
    org,
  );
  const discount = discountOf(values['Discount'], sum, org);
  const base = sum.minus(discount);
  const tax = money(base.times(percentages(taxes)).div(100), org);
  return {
    ...(Array.isArray(taxes) ? { $line_tax: withAmounts(taxes as Row[], base, org) } : {}),
    Sub_Total: sum.toNumber(),
    Discount: discount.toNumber(),
    Tax: tax.toNumber(),
    Grand_Total: money(sum.minus(discount).plus(tax).plus(decimal(values['Adjustment'])), org).toNumber(),
  };
}
