import { parse } from 'csv-parse/sync';
import type { Chunk } from './port.ts';

const quote = 0x22;
const newline = 0x0a;

/**
 * Cuts a stream of RFC 4180 CSV, without a header, where rows end; a line break inside quotes ends none. The checkpoint
 * of a chunk is the value of the key column in its last row.
 * @throws Error when the stream ends in the middle of a row
 */
export async function* cutRows(csv: AsyncIterable<Buffer>, keyColumn: number): AsyncGenerator<Chunk> {
  let rest: Buffer[] = [];
  let inQuotes = false;
  for await (const bytes of csv) {
    let rows = 0;
    /** Where the last row ends, and where it begins: the end of the one before. */
    let end = -1;
    let begin = -1;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === quote) inQuotes = !inQuotes;
      else if (byte === newline && !inQuotes) {
        rows += 1;
        begin = end;
        end = at + 1;
      }
    }
    if (rows === 0) {
      rest.push(bytes);
      continue;
    }
    const head = rest.length > 0 ? Buffer.concat(rest) : null;
    const whole = head ? Buffer.concat([head, bytes.subarray(0, end)]) : bytes.subarray(0, end);
    const last = begin < 0 ? whole : bytes.subarray(begin, end);
    const [cells] = parse(last);
    yield { csv: whole, rows, checkpoint: cells?.[keyColumn] ?? '' };
    rest = end < bytes.length ? [bytes.subarray(end)] : [];
  }
  if (rest.length > 0) throw new Error('the stream ends in the middle of a row');
}
