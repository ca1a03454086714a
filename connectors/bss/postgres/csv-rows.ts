import { parse } from 'csv-parse/sync';
import type { Chunk } from '../port.ts';

const quote = 0x22;
const newline = 0x0a;

/**
 * Splits a stream of RFC 4180 CSV without a header into chunks of complete rows; a line break inside quotes does not end a
 * row. The checkpoint of a chunk is the value of the key column in its last row.
 * @throws Error when the stream ends inside a row
 */
export async function* splitRows(csv: AsyncIterable<Buffer>, keyColumn: number): AsyncGenerator<Chunk> {
  let rest: Buffer[] = [];
  let inQuotes = false;
  for await (const bytes of csv) {
    let rows = 0;
    /** Offsets of the last complete row: its end, and its begin, which is the end of the row before. */
    let end = -1;
    let begin = -1;
    for (let offset = 0; offset < bytes.length; offset += 1) {
      const byte = bytes[offset];
      if (byte === quote) inQuotes = !inQuotes;
      else if (byte === newline && !inQuotes) {
        rows += 1;
        begin = end;
        end = offset + 1;
      }
    }
    if (rows === 0) {
      rest.push(bytes);
      continue;
    }
    const head = rest.length > 0 ? Buffer.concat(rest) : null;
    const complete = head ? Buffer.concat([head, bytes.subarray(0, end)]) : bytes.subarray(0, end);
    const lastRow = begin < 0 ? complete : bytes.subarray(begin, end);
    const [cells] = parse(lastRow);
    yield { csv: complete, rows, checkpoint: cells?.[keyColumn] ?? '' };
    rest = end < bytes.length ? [bytes.subarray(end)] : [];
  }
  if (rest.length > 0) throw new Error('the stream ends inside a row');
}
