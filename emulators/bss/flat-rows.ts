import { LosslessNumber } from 'lossless-json';
import { account } from './accounts.ts';
import { filedDocument, interaction, note } from './care.ts';
import { bundleDiscounts, bundleItems, categoryPath, offering, plan } from './catalogue.ts';
import { dunningCase, dunningColumns } from './dunning.ts';
import { accountExtensions, subscriberExtensions } from './extensions.ts';
import { numberIn } from './ids.ts';
import { invoice } from './invoices.ts';
import { networkRows, policyRules } from './network.ts';
import { orderAt, ordersAndPurchases } from './purchases.ts';
import type { Cell, Row } from './records.ts';
import { numbersTo, type Scale } from './scale.ts';
import { subscriber } from './subscribers.ts';
import { supplier } from './suppliers.ts';
import { taxRules } from './tax-rules.ts';

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Makes a JSON number of a value with so many digits that a usual parser loses some. */
export const longNumber = (value: Cell): Cell | LosslessNumber =>
  typeof value === 'string' && /^[1-9]\d{15,}$/.test(value) ? new LosslessNumber(value) : value;

/** Adds extension values as columns `x_<name>`. */
const withExtensions = (row: Row, names: string[], extensions: Row[]) => {
  const values = new Map(extensions.map((one) => [one['name'], one['value']]));
  return { ...row, ...Object.fromEntries(names.map((name) => [`x_${name}`, longNumber(values.get(name) ?? '')])) };
};

const without = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Column names in capitals, as the old programs of this deployment write them. */
const withCapitals = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]));

/** Amounts as JSON numbers with all their digits. A parser that uses floating point loses some. */
const withNumbers = (row: Row, ...names: string[]) => ({
  ...row,
  ...Object.fromEntries(names.map((name) => [name, new LosslessNumber(text(row[name]))])),
});

const linesOf = (rows: Row[]) =>
  rows.map((row) => ({
    no: text(row['line_no']),
    kind: row['item_object'] === 'service_plans' ? 'PLAN' : 'ITEM',
    item_object: row['item_object'],
    sku: row['item_code'],
    text: row['description'],
    qty: new LosslessNumber(text(row['quantity'])),
    price: new LosslessNumber(text(row['unit_price'])),
    discount: new LosslessNumber(text(row['discount'])),
  }));

function* each(count: number, make: (number: number) => Row): Generator<Row> {
  for (const number of numbersTo(count)) yield make(number);
}

/** The operator as flat rows, for deployments without tables: one row for each record, with its parts nested in it. */
export function flatRows(scale: Scale, seed: number) {
  function* accounts() {
    for (const number of numbersTo(scale.accounts)) {
      const { row } = account(seed, scale, number);
      const extensions = accountExtensions(seed, scale, number);
      const dunned = dunningCase(seed, scale, number);
      const dunning = Object.fromEntries(dunningColumns.map((name) => [`dunning_${name}`, text(dunned?.[name])]));
      yield withExtensions(withCapitals({ ...row, ...dunning }), ['segment', 'review_date'], extensions);
    }
  }
  function* subscribers(from = 0, to = scale.subscribers) {
    const names = ['loyalty_tier', 'nps_score', 'paperless', 'dealer_note'];
    for (const number of numbersTo(to, from)) {
      const row = without(subscriber(seed, scale, number).row, 'selfcare_password');
      yield withExtensions(row, names, subscriberExtensions(seed, scale, number).rows);
    }
  }
  function* orders() {
    for (const place of numbersTo(ordersAndPurchases(scale))) {
      const { row, lines } = orderAt(seed, scale, place);
      const owner = numberIn(text(row['subscriber_no']));
      const isPerson = owner > 0 && subscriber(seed, scale, owner).row['customer_type'] === 'RES';
      const { subscriber_no, ...rest } = row;
      yield { ...rest, contact: { no: isPerson ? subscriber_no : '' }, items: linesOf(lines) };
    }
  }
  function* invoices(from: number, to: number) {
    for (const number of numbersTo(to, from)) {
      const { row, lines, taxes, payments } = invoice(seed, scale, number);
      yield {
        ...withNumbers(row, 'total', 'open_balance'),
        items: linesOf(lines),
        taxes: taxes.map((tax) => withNumbers(tax, 'rate', 'amount')),
        payments: payments.map((payment) => withNumbers(payment, 'amount')),
      };
    }
  }
  function* offerings() {
    for (const number of numbersTo(scale.offerings)) {
      const { row } = offering(seed, scale, number);
      const path = categoryPath(row['category_id']).map(({ name }) => text(name));
      const components = bundleItems(number).map(({ item_code, quantity }) => ({
        item_code,
        quantity: text(quantity),
      }));
      const discounts = bundleDiscounts(seed, number).map((one) => withNumbers(one, 'percent'));
      yield {
        ...without(row, 'category_id'),
        category_path: path.join(' / '),
        bundle_items: components.map(({ item_code }) => text(item_code)).join(', '),
        discounts,
        components,
      };
    }
  }
  function* components() {
    for (const number of numbersTo(scale.offerings))
      for (const { bundle_code, item_code, quantity } of bundleItems(number))
        yield { component_id: `${text(bundle_code)}/${text(item_code)}`, bundle_code, item_code, quantity };
  }
  function* network(table: string) {
    for (const number of numbersTo(scale.subscribers)) yield* networkRows(seed, scale, number).rows[table] ?? [];
  }
  const plans = () => each(scale.plans, (number) => plan(seed, scale, number).row);
  const suppliers = () => each(scale.suppliers, (number) => supplier(seed, number).row);
  const notes = () => each(scale.notes, (number) => note(seed, scale, number).row);
  const interactions = () => each(scale.interactions, (number) => interaction(seed, scale, number).row);
  const documents = () => each(scale.documents, (number) => filedDocument(seed, scale, number).row);
  const policies = () => policyRules(scale).map(({ row, plans }) => ({ ...row, plans: plans.join(', ') }));
  const records = {
    accounts,
    subscribers,
    plans,
    offerings,
    components,
    suppliers,
    orders,
    invoices,
    notes,
    interactions,
    documents,
  };
  return { ...records, network, policies, taxRules };
}
