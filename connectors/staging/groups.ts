import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { literal } from '../../domain/sql-text.ts';
import { sha256 } from '../digest.ts';
import { openFolder } from '../temporary-files.ts';
import { withDuckDb } from './duckdb.ts';

/** Longer than any line of digests. The reader's buffers depend on it, and their default is 32 MB for each thread. */
const maxLineBytes = 2 ** 16;

/** Numbers of rows that have an equal row, each with the number of the first of them. */
export type Groups = Map<number, number>;

/**
 * Groups rows by equal values, for any number of rows: one result for each column. Null equals nothing. Rows are numbered
 * from 1. What is equal is decided before: values are compared as they are, by their digests.
 */
export const groupRows = (rows: AsyncIterable<(string | null)[]>, columns: number): Promise<Groups[]> =>
  groupLines(linesOf(rows), columns);

/** As `groupRows`, from lines that `digestLine` has made. */
export async function groupLines(lines: AsyncIterable<string | Uint8Array>, columns: number): Promise<Groups[]> {
  const folder = await openFolder(tmpdir());
  try {
    const path = join(folder.path, 'values.csv');
    await pipeline(Readable.from(lines, { objectMode: false }), createWriteStream(path));
    return await withDuckDb(async (connection) => {
      const names = Array.from({ length: columns }, (_, index) => `c${index}`);
      const types = ['no', ...names].map((name) => `'${name}': '${name === 'no' ? 'BIGINT' : 'VARCHAR'}'`);
      const table = `read_csv(${literal(path)}, header = false, auto_detect = false, delim = ',', quote = '', escape = '',
        nullstr = '', max_line_size = ${maxLineBytes}, buffer_size = ${16 * maxLineBytes}, columns = {${types.join(', ')}})`;
      const groups: Groups[] = [];
      for (const name of names) {
        const found = await connection.stream(
          `with value as (select no, ${name} as digest from ${table} where ${name} is not null),
             repeated as (select digest, min(no) as first from value group by digest having count(*) > 1)
           select no, first from value join repeated using (digest) order by no`,
        );
        const group: Groups = new Map();
        for await (const rows of found.yieldRows())
          for (const [no, first] of rows) group.set(Number(no), Number(first));
        groups.push(group);
      }
      return groups;
    });
  } finally {
    await folder.remove();
  }
}

/** A line of number and digests: customers' values are not written. */
export const digestLine = (number: number, values: (string | null)[]): string =>
  `${number},${values.map((value) => (value === null ? '' : sha256(value).slice(0, 32))).join(',')}\n`;

/** Many lines at once. */
async function* linesOf(rows: AsyncIterable<(string | null)[]>): AsyncGenerator<string> {
  let number = 0;
  let lines: string[] = [];
  for await (const values of rows) {
    number += 1;
    lines.push(digestLine(number, values));
    if (lines.length < 1_000) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
