import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Defect, Row } from './people.ts';
import { numbersTo, scaleOf, type Size } from './scale.ts';
import { batchesOf, type Batch } from './tables.ts';

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

function cell(value: Row[string]): string {
  if (value === null) return '\\N';
  return String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** Text that is sent at once; one row at a time would be a system call each. */
const sentAtOnce = 2 ** 16;

/** One table that is being filled, over a connection of its own; the columns are those of the first row. */
function openTable(pool: pg.Pool, table: string) {
  let opened: { client: pg.PoolClient; stream: ReturnType<typeof copyFrom> } | null = null;
  let waiting = '';
  let written = 0;
  const send = async () => {
    if (opened && !opened.stream.write(waiting)) await once(opened.stream, 'drain');
    waiting = '';
  };
  return {
    async write(rows: Row[]): Promise<void> {
      if (!opened && rows[0]) {
        const client = await pool.connect();
        const columns = Object.keys(rows[0]).join(', ');
        opened = { client, stream: client.query(copyFrom(`copy bss.${table} (${columns}) from stdin`)) };
      }
      for (const row of rows) waiting += `${Object.values(row).map(cell).join('\t')}\n`;
      written += rows.length;
      if (waiting.length > sentAtOnce) await send();
    },
    /** Tells how many rows were written. */
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

/** Fills the tables of a batch side by side, and tells the rows of each. */
async function fill(
  pool: pg.Pool,
  { count, make }: Batch,
  onDefect: (defect: Defect) => void,
): Promise<Record<string, number>> {
  const tables = new Map<string, ReturnType<typeof openTable>>();
  for (const number of numbersTo(count)) {
    // What was written goes out at once, so that nothing else would ever have its turn.
    if (number % 1_000 === 0) await nextTurn();
    const { rows, defects } = await make(number);
    defects?.forEach(onDefect);
    for (const [name, those] of Object.entries(rows)) {
      const table = tables.get(name) ?? openTable(pool, name);
      tables.set(name, table);
      await table.write(those);
    }
  }
  const counts: Record<string, number> = {};
  for (const [name, table] of tables) counts[name] = await table.end();
  return counts;
}

/**
 * Fills the schema `bss` with the demo operator. The same seed and size give the same rows; memory doesn't grow with
 * the size, but for an answer key that nobody takes.
 */
export async function loadOperator(
  options: LoadOptions,
): Promise<{ counts: Record<string, number>; answers: AnswerKey }> {
  const { connectionString, scale, seed = 1 } = options;
  const defects: Defect[] = [];
  const onDefect = options.onDefect ?? ((defect: Defect) => void defects.push(defect));
  const counts: Record<string, number> = {};
  const pool = new pg.Pool({ connectionString });
  try {
    await pool.query(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
    for (const batch of batchesOf(scaleOf(scale), seed))
      for (const [table, rows] of Object.entries(await fill(pool, batch, onDefect)))
        counts[table] = (counts[table] ?? 0) + rows;
    await pool.query('create index on bss.ext_value (entity_type, entity_key)');
    await pool.query('analyze');
  } finally {
    await pool.end();
  }
  return { counts, answers: { defects } };
}
