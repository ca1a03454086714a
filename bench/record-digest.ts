import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import stableStringify from 'safe-stable-stringify';
import type { Source } from '../connectors/bss/port.ts';
import { digestOf, sha256 } from '../connectors/digest.ts';
import type { StagingStore } from '../connectors/staging/port.ts';
import { readRows } from '../connectors/staging/rows.ts';

const modulus = 2n ** 256n;

/**
 * A digest of the records of a staged file. It does not depend on the order of rows and columns, or on white space in
 * JSON cells, so two extractions of the same records have the same digest. Duplicate rows change it.
 */
export async function digestRecords(staging: StagingStore, path: string): Promise<string> {
  let sum = 0n;
  for await (const row of readRows(staging, path)) {
    const record = Object.fromEntries(Object.entries(row).map(([name, text]) => [name, plain(text)]));
    const hash = createHash('sha256').update(stableStringify(record)).digest('hex');
    sum = (sum + BigInt(`0x${hash}`)) % modulus;
  }
  return sum.toString(16).padStart(64, '0');
}

/** A digest of the content of all documents that a staged file lists by `key`. It also covers which are missing. */
export async function digestDocuments(
  source: Pick<Source, 'document'>,
  records: AsyncIterable<Record<string, string>>,
  key: string,
): Promise<string> {
  const found: [string, string][] = [];
  for await (const record of records) {
    const bytes = await source.document(record);
    found.push([record[key] ?? '', bytes === null ? 'missing' : sha256(await buffer(bytes))]);
  }
  return digestOf(found.sort());
}

/** The value of a cell: parsed if it is JSON, otherwise the text. */
function plain(text: string): unknown {
  if (!/^[[{].*[\]}]$/s.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
