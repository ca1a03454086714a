import { fc } from '../../support/properties.ts';
import { stringify } from 'csv-stringify/sync';
import { splitRows } from '../../../connectors/bss/postgres/csv-rows.ts';
import type { Chunk } from '../../../connectors/bss/port.ts';

/** A stream of the bytes, in pieces of this length. */
// eslint-disable-next-line @typescript-eslint/require-await -- like a stream
async function* inPieces(csv: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < csv.length; at += length) yield csv.subarray(at, at + length);
}
async function split(csv: string, length: number): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const chunk of splitRows(inPieces(Buffer.from(csv), length), 0)) chunks.push(chunk);
  return chunks;
}

test('however a stream is divided, its chunks are complete rows and together make up the stream', async () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '\n', '\r\n', ',', '""', '=1+1', ''));
  const rows = fc.array(fc.tuple(fc.string({ minLength: 1 }), cell, cell), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (table, length) => {
      const csv = stringify(table, { quoted_match: /[\r\n]/ });
      const chunks = await split(csv, length);
      expect(Buffer.concat(chunks.map((chunk) => chunk.csv)).toString()).toBe(csv);
      let seen = 0;
      for (const { rows: count, checkpoint } of chunks) {
        seen += count;
        expect(checkpoint).toBe(table[seen - 1]?.[0]);
      }
      expect(seen).toBe(table.length);
    }),
  );
});

test('a row that is longer than one piece is completed from the next pieces', async () => {
  const chunks = await split(`a,${'x'.repeat(1_000_000)}\nb,1\n`, 65_536);
  expect(chunks.map(({ rows, checkpoint }) => [rows, checkpoint])).toEqual([[2, 'b']]);
});

test('a stream that ends inside a row is an error', async () => {
  await expect(split('a,1\nb,"2', 100)).rejects.toThrow('inside a row');
});

test('no rows give no chunks', async () => {
  expect(await split('', 10)).toEqual([]);
});
