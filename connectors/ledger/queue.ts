import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { objectOf } from '../../domain/identity.ts';
import type { DecidedRecord, QueuedRecord, Remark } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ledger } from './database.ts';
import type { Routed, Run } from './runs.ts';
import { sealQueue, type FillCounts } from './seal.ts';

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

/**
 * What one attempt of the transformation has produced. The table belongs to the attempt's connection: nobody else sees
 * it, and it is gone when the attempt or the server ends.
 */
const createTransformed = `create temporary table transformed (
  kind text not null, seq int not null, key text not null, module zoho_module, object source_object,
  base json, custom json, refs text[], outcome record_outcome, survivor text, reason text, field text, rule text)`;
const columns = 'kind, seq, key, module, object, base, custom, refs, outcome, survivor, reason, field, rule';

/** Opens a stream of rows into `transformed`, at the speed that the connection accepts. */
function openCopy(client: pg.PoolClient) {
  const stream = client.query(copyFrom(`copy transformed (${columns}) from stdin`));
  let failure: Error | null = null;
  // Without a listener, an error that arrives between two writes would end the process.
  stream.on('error', (error) => (failure = error));
  return {
    async write(cells: Cell[]) {
      if (failure) throw failure;
      if (!stream.write(copyLine(cells))) await once(stream, 'drain');
    },
    async end() {
      if (failure) throw failure;
      stream.end();
      await finished(stream);
    },
  };
}

/** Collects the results of one attempt of the transformation. */
export interface QueueFill {
  queue(record: QueuedRecord): Promise<void>;
  decide(decided: DecidedRecord): Promise<void>;
  remark(remark: Remark): Promise<void>;
  /** Stores everything and opens the phases, in one transaction. Before it, lanes and reports see nothing. */
  seal(modules: Module[], routed: Routed[]): Promise<FillCounts>;
}

/** Fills the write queue of a run. Unless `work` seals it, nothing is left of what it added. */
export const fillQueue = <T>(ledger: Ledger, run: Run, work: (fill: QueueFill) => Promise<T>): Promise<T> =>
  ledger.withClient(async (client) => {
    try {
      await client.query(createTransformed);
      return await work(openFill(client, run));
    } finally {
      // It has a temporary table, and perhaps an open transaction.
      await client.end();
    }
  });

function openFill(client: pg.PoolClient, run: Run): QueueFill {
  const copy = openCopy(client);
  let seq = 0;
  return {
    queue({ key, module, base, custom, refs }) {
      const customText = Object.keys(custom).length === 0 ? null : JSON.stringify(custom);
      const values = [JSON.stringify(base), customText, refs];
      return copy.write(['queued', (seq += 1), key, module, objectOf(key), ...values, null, null, null, null, null]);
    },
    decide({ key, module, outcome, survivor, reason }) {
      const decision = [outcome, survivor ?? null, reason, null, null];
      return copy.write(['decided', (seq += 1), key, module, objectOf(key), null, null, null, ...decision]);
    },
    remark({ key, field, rule }) {
      const nothing = [null, null, null, null, null, null, null, null];
      return copy.write(['remark', (seq += 1), key, ...nothing, field, rule]);
    },
    async seal(modules, routed) {
      await copy.end();
      return sealQueue(client, run, modules, routed);
    },
  };
}

/** What the sealed queue of a run holds; null while it is not sealed. */
export async function readSealed(ledger: Ledger, run: Run): Promise<FillCounts | null> {
  const [row] = await ledger.query<FillCounts & { sealed: boolean }>(
    `select count(*) > 0 as sealed, coalesce(sum(
         (select coalesce(sum(value::int), 0) from jsonb_each_text(queued))
         + (select coalesce(sum(value::int), 0) from jsonb_each_text(unchanged))), 0)::int as queued,
       (select count(*)::int from decided where run = $1) as decided
     from phase where run = $1`,
    [run.id],
  );
  return row?.sealed ? { queued: row.queued, decided: row.decided } : null;
}
