import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { LosslessNumber, stringify as stringifyJson } from 'lossless-json';
import { documentContent } from './document-content.ts';
import { flatRows, text } from './flat-rows.ts';
import { documentNo } from './ids.ts';
import { numbersTo, scaleOf, type Size } from './scale.ts';

type Lines = Generator<string>;

/** A cell with a list of rows contains JSON. Its numbers are strings. */
const cellOf = (value: unknown): string =>
  Array.isArray(value)
    ? JSON.stringify(value, (_, one: unknown) => (one instanceof LosslessNumber ? text(one) : one))
    : text(value);

function* csv(preamble: string[], rows: Iterable<object>): Lines {
  for (const line of preamble) yield `${line}\n`;
  let hasHeader = false;
  for (const row of rows) {
    if (!hasHeader) yield stringify([Object.keys(row)]);
    hasHeader = true;
    yield stringify([Object.values(row).map(cellOf)]);
  }
}

/** Writes characters that would end a value as their Unicode names. */
const escaped = (value: string) => value.replaceAll('|', '\\N{VERTICAL LINE}').replaceAll('\n', '\\N{LINE FEED}');

function* pipeDelimited(preamble: string[], rows: Iterable<object>): Lines {
  for (const line of preamble) yield `${line}\n`;
  let written = 0;
  for (const row of rows) {
    if (written === 0) yield `${Object.keys(row).join('|')}\n`;
    written += 1;
    yield `${Object.values(row).map(text).map(escaped).join('|')}\n`;
  }
  yield `TRL|${written}\n`;
}

function* jsonl(rows: Iterable<object>): Lines {
  for (const row of rows) yield `${stringifyJson(row)}\n`;
}

/**
 * Writes the demo operator as a delivery of files: CSV with a version line or a comment before the header, pipe-delimited
 * files with a trailer, and JSON lines. Invoices are in two files. The records are the same as those of `loadOperator` with
 * the same seed and size.
 */
export async function writeDelivery(folder: string, size: Size, seed = 1): Promise<void> {
  const scale = scaleOf(size);
  const rows = flatRows(scale, seed);
  const { accounts, subscribers, plans, offerings, orders, invoices, network, policies } = rows;
  const half = Math.floor(scale.invoices / 2);
  const files: Record<string, Lines> = {
    'accounts.csv': csv(['4.2'], accounts()),
    'subscribers.dat': pipeDelimited([], subscribers()),
    'plans.csv': csv(['# FULL export of plans'], plans()),
    'offerings.csv': csv([], offerings()),
    'bundle-items.csv': csv([], rows.components()),
    'suppliers.csv': csv([], rows.suppliers()),
    'orders.jsonl': jsonl(orders()),
    'invoices-1.jsonl': jsonl(invoices(0, half)),
    'invoices-2.jsonl': jsonl(invoices(half, scale.invoices)),
    'notes.dat': pipeDelimited([], rows.notes()),
    'interactions.csv': csv(['# calls, e-mails and meetings'], rows.interactions()),
    'documents.csv': csv([], rows.documents()),
    'buckets.dat': pipeDelimited([], network('ocs_bucket')),
    'policies.jsonl': jsonl(policies()),
    'tax-rules.csv': csv([], rows.taxRules),
    'sims.csv': csv([], network('sim_card')),
    'devices.csv': csv([], network('device')),
    'aaa.dat': pipeDelimited([], network('aaa_record')),
    'usage.csv': csv(['# CDRs, rated'], network('usage_record')),
    'elements.csv': csv([], network('network_element')),
  };
  await mkdir(folder, { recursive: true });
  for (const [name, lines] of Object.entries(files))
    await pipeline(Readable.from(lines), createWriteStream(join(folder, name)));
  // The ids are the file names, because the names that people gave to documents are not always valid file names.
  await mkdir(join(folder, 'documents'), { recursive: true });
  for (const number of numbersTo(scale.documents)) {
    const content = await documentContent(seed, scale, number);
    if (content) await writeFile(join(folder, 'documents', documentNo(number)), content);
  }
}
