import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DecidedRecord, QueuedRecord, Remark } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';

type Cell = string | number | null | readonly string[];

/** One line of COPY's text format. https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS */
function copyLine(cells: Cell[]): string {
  const texts = cells.map((cell) => {
    if (cell === null) return '\\N';
    const text = Array.isArray(cell) ? `{${cell.map((part) => JSON.stringify(part)).join(',')}}` : String(cell);
    return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  });
  return `${texts.join('\t')}\n`;
}

/** Streams rows into one table, at the speed that the connection accepts. */
async function openCopy(ledger: Ledger, table: string) {
  const client = await ledger.pool.connect();
  const stream = client.query(copyFrom(`copy ${table} from stdin`));
  // A stream that is given up, or a lost connection, reports an error that nobody waits for. Without a listener it would end the process.
  const ignore = () => undefined;
  stream.on('error', ignore);
  client.on('error', ignore);
  return {
    async write(cells: Cell[]) {
      if (!stream.write(copyLine(cells))) await once(stream, 'drain');
    },
    async end() {
      stream.end();
      await finished(stream);
      client.off('error', ignore);
      client.release();
    },
    abandon() {
      stream.destroy();
      client.release(true);
    },
  };
}

export interface QueueFill {
  queue(record: QueuedRecord): Promise<void>;
  decide(decided: DecidedRecord): Promise<void>;
  remark(remark: Remark): Promise<void>;
  /** Opens the phases. Lanes can claim records only after this. */
  seal(modules: Module[]): Promise<void>;
  abandon(): void;
}

/**
 * Starts to fill the write queue of a run, and deletes what an earlier, unfinished attempt wrote. Returns null if the
 * queue is sealed, because a sealed queue never changes.
 */
export async function fillQueue(ledger: Ledger, runId: string): Promise<QueueFill | null> {
  const sealed = await ledger.query('select 1 from phase where run_id = $1 limit 1', [runId]);
  if (sealed.length > 0) return null;
  await ledger.transaction(async (client) => {
    for (const table of ['queue', 'outcome', 'remark']) {
      await client.query(`delete from ${pg.escapeIdentifier(table)} where run_id = $1`, [runId]);
    }
  });
  const queue = await openCopy(ledger, 'queue (run_id, module, seq, key, base, custom, refs, digest)');
  const outcome = await openCopy(ledger, 'outcome (run_id, key, module, outcome, survivor, reason)');
  const remarks = await openCopy(ledger, 'remark (run_id, key, field, rule)');
  const last = new Map<Module, number>();
  const withCustom = new Set<Module>();
  return {
    async queue(record) {
      const seq = (last.get(record.module) ?? 0) + 1;
      last.set(record.module, seq);
      const custom = Object.keys(record.custom).length === 0 ? null : JSON.stringify(record.custom);
      if (custom !== null) withCustom.add(record.module);
      await queue.write([
        runId,
        record.module,
        seq,
        record.key,
        JSON.stringify(record.base),
        custom,
        record.refs,
        record.digest,
      ]);
    },
    decide: ({ key, module, outcome: what, survivor, reason }) =>
      outcome.write([runId, key, module, what, survivor ?? null, reason]),
    remark: ({ key, field, rule }) => remarks.write([runId, key, field, rule]),
    async seal(modules) {
      await Promise.all([queue.end(), outcome.end(), remarks.end()]);
      await ledger.query('analyze queue, outcome');
      await ledger.transaction(async (client) => {
        for (const module of modules) {
          await client.query(
            `insert into phase (run_id, module, pass, last_seq)
             values ($1, $2, 'base', $3), ($1, $2, 'custom', $4)`,
            [runId, module, last.get(module) ?? 0, withCustom.has(module) ? last.get(module) : 0],
          );
        }
      });
    },
    abandon() {
      for (const copy of [queue, outcome, remarks]) copy.abandon();
    },
  };
}

/**
 * Books records as `unchanged` that an earlier run of the chain wrote with the same digest, in one join for all
 * records. Returns their number.
 */
export async function bookUnchanged(ledger: Ledger, runId: string, earlier: string[]): Promise<number> {
  const rows = await ledger.query(
    `insert into outcome (run_id, key, module, outcome, zoho_id)
     select $1, q.key, q.module, 'unchanged', was.zoho_id
     from queue q
     join lateral (
       select o.zoho_id, p.digest from outcome o join queue p on p.run_id = o.run_id and p.key = o.key
       where o.key = q.key and o.run_id = any($2) and o.zoho_id is not null
       order by o.run_id desc limit 1
     ) was on was.digest = q.digest
     where q.run_id = $1
     on conflict do nothing returning 1`,
    [runId, earlier],
  );
  return rows.length;
}
