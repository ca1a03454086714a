import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { LosslessNumber, stringify as stringifyJson } from 'lossless-json';
import { networkRows, policyRules } from './network.ts';
import { account, subscriber, type Row } from './people.ts';
import { numbersTo, offeringCode, scaleOf, subscriberNo, type Size } from './scale.ts';
import { accountExtensions, categories, invoice, offering, order, plan, subscriberExtensions } from './trade.ts';

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Extension values as columns of their own, `x_<name>`. */
const extended = (row: Row, names: string[], extensions: Row[]): Row => {
  const values = new Map(extensions.map((one) => [one['name'], one['value']]));
  return { ...row, ...Object.fromEntries(names.map((name) => [`x_${name}`, values.get(name) ?? ''])) };
};

const without = (row: Row, ...names: string[]): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** Names of the columns as this deployment has them: capitals, for its programs are old. */
const shouted = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]));

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

type Lines = Generator<string>;

function* csv(first: string[], rows: Iterable<Row>): Lines {
  for (const line of first) yield `${line}\n`;
  let hasHeader = false;
  for (const row of rows) {
    if (!hasHeader) yield stringify([Object.keys(row)]);
    hasHeader = true;
    yield stringify([Object.values(row).map(text)]);
  }
}

function* pipe(first: string[], rows: Iterable<Row>): Lines {
  for (const line of first) yield `${line}\n`;
  let written = 0;
  for (const row of rows) {
    if (written === 0) yield `${Object.keys(row).join('|')}\n`;
    written += 1;
    yield `${Object.values(row).map(text).join('|')}\n`;
  }
  yield `TRL|${written}\n`;
}

function* jsonl(rows: Iterable<object>): Lines {
  for (const row of rows) yield `${stringifyJson(row)}\n`;
}

/**
 * Writes the demo operator as a delivery of files: CSV with a version line or a comment before the header, pipe-delimited
 * with a trailer, JSON lines; invoices in two files. The records are those of `loadOperator` with the same seed and size.
 */
export async function writeDelivery(folder: string, size: Size, seed = 1): Promise<void> {
  const scale = scaleOf(size);
  function* accounts() {
    for (const number of numbersTo(scale.accounts)) {
      const { row } = account(seed, scale, number);
      const extensions = accountExtensions(seed, number);
      yield extended(shouted(row), ['segment', 'review_date'], extensions);
    }
  }
  function* subscribers() {
    const names = ['loyalty_tier', 'nps_score', 'paperless', 'dealer_note'];
    for (const number of numbersTo(scale.subscribers)) {
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
    for (const number of numbersTo(to)) {
      if (number <= from) continue;
      const { row, lines } = invoice(seed, scale, number);
      const money = {
        total: new LosslessNumber(text(row['total'])),
        open_balance: new LosslessNumber(text(row['open_balance'])),
      };
      yield { ...row, ...money, items: linesOf(lines) };
    }
  }
  function* offerings() {
    for (const number of numbersTo(scale.offerings)) {
      const row = offering(seed, number);
      const category = categories.find((one) => one['category_id'] === row['category_id']);
      const parent = categories.find((one) => one['category_id'] === category?.['parent_id']);
      const path = `${parent ? `${text(parent['name'])} / ` : ''}${text(category?.['name'])}`;
      const bundle = number % 10 === 0 ? offeringCode(number - 1) : '';
      yield { ...without(row, 'category_id'), category_path: path, bundle_items: bundle };
    }
  }
  function* network(table: string) {
    for (const number of numbersTo(scale.subscribers)) yield* networkRows(seed, number)[table] ?? [];
  }
  const half = Math.floor(scale.invoices / 2);
  const files: Record<string, Lines> = {
    'accounts.csv': csv(['4.2'], accounts()),
    'subscribers.dat': pipe([], subscribers()),
    'plans.csv': csv(
      ['# FULL export of plans'],
      [...numbersTo(scale.plans)].map((number) => plan(seed, number)),
    ),
    'offerings.csv': csv([], offerings()),
    'orders.jsonl': jsonl(orders()),
    'invoices-1.jsonl': jsonl(invoices(0, half)),
    'invoices-2.jsonl': jsonl(invoices(half, scale.invoices)),
    'buckets.dat': pipe([], network('ocs_bucket')),
    'policies.jsonl': jsonl(policyRules),
    'aaa.dat': pipe([], network('aaa_record')),
    'usage.csv': csv(['# CDRs, rated'], network('usage_record')),
    'elements.csv': csv([], network('network_element')),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, lines] of Object.entries(files))
    await pipeline(Readable.from(lines), createWriteStream(join(folder, name)));
}
