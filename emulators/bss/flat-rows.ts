import { LosslessNumber } from 'lossless-json';
import { filedDocument, interaction, note } from './care.ts';
import { bundleDiscounts, bundleItems, categoryPath, offering, plan } from './catalogue.ts';
import { accountExtensions, subscriberExtensions } from './extensions.ts';
import { networkRows, policyRules } from './network.ts';
import { account, subscriber, type Cell, type Row } from './people.ts';
import { numbersTo, subscriberNo, type Scale } from './scale.ts';
import { invoice, order } from './trade.ts';

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** A value of so many digits that programs would lose some; JSON has it as a number. */
export const numeral = (value: Cell): Cell | LosslessNumber =>
  typeof value === 'string' && /^\d{16,}$/.test(value) ? new LosslessNumber(value) : value;

/** Extension values as columns of their own, `x_<name>`. */
const extended = (row: Row, names: string[], extensions: Row[]) => {
  const values = new Map(extensions.map((one) => [one['name'], one['value']]));
  return { ...row, ...Object.fromEntries(names.map((name) => [`x_${name}`, numeral(values.get(name) ?? '')])) };
};

const without = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Names of the columns as this deployment has them: capitals, for its programs are old. */
const shouted = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]));

/** Amounts as numbers, with digits that a careless reader would lose on the way. */
const numbersIn = (row: Row, ...names: string[]) => ({
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
    // Digits that a number in JSON would lose on its way through a careless reader.
    qty: new LosslessNumber(text(row['quantity'])),
    price: new LosslessNumber(text(row['unit_price'])),
    discount: new LosslessNumber(text(row['discount'])),
  }));

function* each(count: number, make: (number: number) => Row): Generator<Row> {
  for (const number of numbersTo(count)) yield make(number);
}

/** Rows of the operator as programs write them that know no tables: one a record, with what belongs to it. */
export function flatRows(scale: Scale, seed: number) {
  function* accounts() {
    for (const number of numbersTo(scale.accounts)) {
      const { row } = account(seed, scale, number);
      const extensions = accountExtensions(seed, number);
      yield extended(shouted(row), ['segment', 'review_date'], extensions);
    }
  }
  function* subscribers(from = 0, to = scale.subscribers) {
    const names = ['loyalty_tier', 'nps_score', 'paperless', 'dealer_note'];
    for (const number of numbersTo(to, from)) {
      const row = without(subscriber(seed, scale, number).row, 'selfcare_password');
      yield extended(row, names, subscriberExtensions(seed, scale, number).rows);
    }
  }
  function* orders() {
    for (const number of numbersTo(scale.orders)) {
      const { row, lines } = order(seed, scale, number);
      const owner = Number(text(row['subscriber_no']).slice(subscriberNo(0).indexOf('0')));
      const isPerson = subscriber(seed, scale, owner).row['customer_type'] === 'RES';
      const { subscriber_no, ...rest } = row;
      yield { ...rest, contact: { no: isPerson ? subscriber_no : '' }, items: linesOf(lines) };
    }
  }
  function* invoices(from: number, to: number) {
    for (const number of numbersTo(to, from)) {
      const { row, lines, taxes, payments } = invoice(seed, scale, number);
      yield {
        ...numbersIn(row, 'total', 'open_balance'),
        items: linesOf(lines),
        taxes: taxes.map((tax) => numbersIn(tax, 'rate', 'amount')),
        payments: payments.map((payment) => numbersIn(payment, 'amount')),
      };
    }
  }
  function* offerings() {
    for (const number of numbersTo(scale.offerings)) {
      const row = offering(seed, number);
      const path = categoryPath(row['category_id']).map(({ name }) => text(name));
      const items = bundleItems(number).map((item) => text(item['item_code']));
      const discounts = bundleDiscounts(seed, number).map((one) => numbersIn(one, 'percent'));
      yield {
        ...without(row, 'category_id'),
        category_path: path.join(' / '),
        bundle_items: items.join(', '),
        discounts,
      };
    }
  }
  function* network(table: string) {
    for (const number of numbersTo(scale.subscribers)) yield* networkRows(seed, scale, number).rows[table] ?? [];
  }
  const plans = () => each(scale.plans, (number) => plan(seed, scale, number));
  const notes = () => each(scale.notes, (number) => note(seed, scale, number).row);
  const interactions = () => each(scale.interactions, (number) => interaction(seed, scale, number).row);
  const documents = () => each(scale.documents, (number) => filedDocument(seed, scale, number).row);
  const policies = () => policyRules;
  const things = { accounts, subscribers, plans, offerings, orders, invoices, notes, interactions, documents };
  return { ...things, network, policies };
}
