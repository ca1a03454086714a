import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { filedDocument, interaction, note } from './care.ts';
import { bundleDiscounts, bundleItems, categories, offering, plan } from './catalogue.ts';
import { documentContent } from './document-content.ts';
import { accountExtensions, extensionDefinitions, subscriberExtensions } from './extensions.ts';
import { statuses } from './labels.ts';
import { networkRows, policyRules } from './network.ts';
import { account, subscriber, type Defect, type Row } from './people.ts';
import { invoiceNo, numbersTo, offeringCode, scaleOf, type Size } from './scale.ts';
import { invoice, order } from './trade.ts';

export interface LoadOptions {
  connectionString: string;
  scale: Size;
  seed?: number;
  /** Takes each defect in place of the answer key, which grows with the size. */
  onDefect?: (defect: Defect) => void;
}

/** Which row has which defect, and what should become of it. */
export interface AnswerKey {
  defects: Defect[];
}

const ofInvoice = (number: number, rows: Row[]) => rows.map((row) => ({ invoice_no: invoiceNo(number), ...row }));

function* statusLabels(): Generator<Row> {
  for (const [entity, labels] of Object.entries(statuses)) {
    for (const [place, label] of labels.entries()) yield { entity, code: place + 1, label };
  }
}

function cell(value: Row[string]): string {
  if (value === null) return '\\N';
  return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Streams rows into one table; the columns are those of the first row. */
async function copyRows(client: pg.Client, table: string, rows: Iterable<Row> | AsyncIterable<Row>): Promise<number> {
  let stream: ReturnType<typeof copyFrom> | null = null;
  let written = 0;
  for await (const row of rows) {
    stream ??= client.query(copyFrom(`copy bss.${table} (${Object.keys(row).join(', ')}) from stdin`));
    written += 1;
    if (!stream.write(`${Object.values(row).map(cell).join('\t')}\n`)) await once(stream, 'drain');
  }
  if (stream) {
    stream.end();
    await finished(stream);
  }
  return written;
}

/**
 * Fills the schema `bss` with the demo operator. The same seed and size give the same rows; memory doesn't grow with
 * the size, but for an answer key that nobody takes.
 */
export async function loadOperator(
  options: LoadOptions,
): Promise<{ counts: Record<string, number>; answers: AnswerKey }> {
  const { connectionString, scale: size, seed = 1 } = options;
  const scale = scaleOf(size);
  const defects: Defect[] = [];
  const keep = <Made extends { defects: Defect[] }>(made: Made): Made => {
    made.defects.forEach(options.onDefect ?? ((defect) => defects.push(defect)));
    return made;
  };
  function* rowsOf<Made extends { defects: Defect[] }>(
    to: number,
    make: (number: number) => Made,
    rows: (made: Made) => Row[],
  ) {
    for (const number of numbersTo(to)) yield* rows(keep(make(number)));
  }
  function* all(to: number, make: (number: number) => Row[]) {
    for (const number of numbersTo(to)) yield* make(number);
  }
  const tables: Record<string, () => Iterable<Row> | AsyncIterable<Row>> = {
    status_label: statusLabels,
    billing_account: () =>
      rowsOf(
        scale.accounts,
        (number) => account(seed, scale, number),
        ({ row }) => [row],
      ),
    subscriber: () =>
      rowsOf(
        scale.subscribers,
        (number) => subscriber(seed, scale, number),
        ({ row }) => [row],
      ),
    service_plan: () => all(scale.plans, (number) => [plan(seed, scale, number)]),
    category: () => categories,
    offering: () => all(scale.offerings, (number) => [offering(seed, number)]),
    bundle_item: () => all(scale.offerings, bundleItems),
    bundle_discount: () =>
      all(scale.offerings, (number) =>
        bundleDiscounts(seed, number).map((row) => ({ bundle_code: offeringCode(number), ...row })),
      ),
    subscription_order: () =>
      rowsOf(
        scale.orders,
        (number) => order(seed, scale, number),
        ({ row }) => [row],
      ),
    order_line: () => all(scale.orders, (number) => order(seed, scale, number).lines),
    invoice: () =>
      rowsOf(
        scale.invoices,
        (number) => invoice(seed, scale, number),
        ({ row }) => [row],
      ),
    invoice_line: () => all(scale.invoices, (number) => invoice(seed, scale, number).lines),
    invoice_tax: () => all(scale.invoices, (number) => ofInvoice(number, invoice(seed, scale, number).taxes)),
    payment: () => all(scale.invoices, (number) => ofInvoice(number, invoice(seed, scale, number).payments)),
    ext_definition: () => extensionDefinitions,
    ext_value: function* () {
      yield* all(scale.accounts, (number) => accountExtensions(seed, number));
      yield* rowsOf(
        scale.subscribers,
        (number) => subscriberExtensions(seed, scale, number),
        ({ rows }) => rows,
      );
    },
    pcrf_rule: () => policyRules,
    note: () =>
      rowsOf(
        scale.notes,
        (number) => note(seed, scale, number),
        ({ row }) => [row],
      ),
    interaction: () =>
      rowsOf(
        scale.interactions,
        (number) => interaction(seed, scale, number),
        ({ row }) => [row],
      ),
    document: async function* () {
      for (const number of numbersTo(scale.documents)) {
        const { row } = keep(filedDocument(seed, scale, number));
        const content = await documentContent(seed, scale, number);
        yield { ...row, content: content && `\\x${content.toString('hex')}` };
      }
    },
  };
  for (const table of ['sim_card', 'aaa_record', 'ocs_bucket', 'usage_record', 'network_element']) {
    tables[table] = () =>
      rowsOf(
        scale.subscribers,
        (number) => {
          const { rows, defects: planted } = networkRows(seed, scale, number);
          return { rows, defects: planted.filter(({ object }) => object.startsWith(table)) };
        },
        ({ rows }) => rows[table] ?? [],
      );
  }
  const counts: Record<string, number> = {};
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
    for (const [table, rows] of Object.entries(tables)) counts[table] = await copyRows(client, table, rows());
    await client.query('create index on bss.ext_value (entity_type, entity_key)');
    await client.query('analyze');
  } finally {
    await client.end();
  }
  return { counts, answers: { defects } };
}
