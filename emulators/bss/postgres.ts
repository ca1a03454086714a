import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Defect, Row } from './records.ts';
import { numbersTo, scaleOf, type Size } from './scale.ts';
import { batchesOf, type Batch } from './tables.ts';

export interface LoadOptions {
  connectionString: string;
  size: Size;
  seed?: number;
  /** Receives each defect. The answer key then stays empty; otherwise it uses more memory for a larger size. */
  onDefect?: (defect: Defect) => void;
  /** Receives the number of records so far, at most twice a second, and the number of all. */
  onProgress?: (done: number, total: number) => void;
}

/** All planted defects with their expected outcomes. */
export interface AnswerKey {
  defects: Defect[];
}

function cell(value: Row[string]): string {
  if (value === null) return '\\N';
  return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Characters that are collected before they are sent. A system call for each row would be slow. */
const bufferSize = 2 ** 16;

/** Writes rows to one table over its own connection. The first row decides the columns. */
function openTable(pool: pg.Pool, table: string) {
  let opened: { client: pg.PoolClient; stream: ReturnType<typeof copyFrom> } | null = null;
  let buffered = '';
  let written = 0;
  const send = async () => {
    if (opened && !opened.stream.write(buffered)) await once(opened.stream, 'drain');
    buffered = '';
  };
  return {
    async write(rows: Row[]): Promise<void> {
      if (!opened && rows[0]) {
        const client = await pool.connect();
        const columns = Object.keys(rows[0]).join(', ');
        opened = { client, stream: client.query(copyFrom(`copy bss.${table} (${columns}) from stdin`)) };
      }
      for (const row of rows) buffered += `${Object.values(row).map(cell).join('\t')}\n`;
      written += rows.length;
      if (buffered.length > bufferSize) await send();
    },
    /** Returns the number of rows written. */
    async end(): Promise<number> {
      if (opened) {
        await send();
        opened.stream.end();
        await finished(opened.stream);
        opened.client.release();
      }
      return written;
    },
  };
}

/** Writes the rows of a batch, all its tables at the same time. Returns the number of rows by table. */
async function fill(
  pool: pg.Pool,
  { count, make }: Batch,
  onDefect: (defect: Defect) => void,
  onRecords: (count: number) => void,
): Promise<Record<string, number>> {
  const tables = new Map<string, ReturnType<typeof openTable>>();
  for (const number of numbersTo(count)) {
    // Writes often complete without waiting, so other tasks would get no turn.
    if (number % 1_000 === 0) {
      onRecords(number);
      await nextTurn();
    }
    const { rows, defects } = await make(number);
    defects?.forEach(onDefect);
    for (const [name, tableRows] of Object.entries(rows)) {
      const table = tables.get(name) ?? openTable(pool, name);
      tables.set(name, table);
      await table.write(tableRows);
    }
  }
  const counts: Record<string, number> = {};
  for (const [name, table] of tables) counts[name] = await table.end();
  return counts;
}

/**
 * Fills the schema `bss` with the demo operator. The same seed and size give the same rows. With `onDefect`, memory use
 * doesn't depend on the size.
 */
export async function loadOperator(
  options: LoadOptions,
): Promise<{ counts: Record<string, number>; answers: AnswerKey }> {
  const { connectionString, size, seed = 1 } = options;
  const defects: Defect[] = [];
  const onDefect = options.onDefect ?? ((defect: Defect) => void defects.push(defect));
  const counts: Record<string, number> = {};
  const pool = new pg.Pool({ connectionString });
  try {
    await pool.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
    const batches = batchesOf(scaleOf(size), seed);
    const total = batches.reduce((sum, { count }) => sum + count, 0);
    const report = atMostTwiceASecond((done) => options.onProgress?.(done, total));
    let before = 0;
    for (const batch of batches) {
      const filled = await fill(pool, batch, onDefect, (count) => report(before + count));
      for (const [table, rows] of Object.entries(filled)) counts[table] = (counts[table] ?? 0) + rows;
      before += batch.count;
    }
    await pool.query('create index on bss.ext_value (entity_type, entity_key)');
    await pool.query('analyze');
  } finally {
    await pool.end();
  }
  return { counts, answers: { defects } };
}

function atMostTwiceASecond(report: (done: number) => void): (done: number) => void {
  let last = Date.now();
  return (done) => {
    if (Date.now() - last < 500) return;
    last = Date.now();
    report(done);
  };
}
