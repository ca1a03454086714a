import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { loadedObjects, type LoadedObject, type Module } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { transformedColumns } from './copy-text.ts';
import type { Ledger, Queryable } from './database.ts';
import { partitionName } from './partitions.ts';
import type { Run } from './runs.ts';
import type { Coverage } from './seal-changes.ts';
import { sealQueue } from './seal.ts';

/** Number of rows of a transformation. */
export interface FillCounts {
  queued: number;
  decided: number;
}

/** A part of the rows of one object. It is added once. */
export interface PartName {
  object: LoadedObject;
  part: number;
}

/** Fills the write queue of a run part by part. Lanes and reports see nothing of it before it is sealed. */
export interface QueueFill {
  /** Parts that are there, of this attempt or of an earlier one. */
  parts(): Promise<PartName[]>;
  /**
   * Adds a part with its mark in one transaction. Nothing changes if another attempt has added it, or has sealed the queue.
   * @param lines of `transformedLines`
   * @throws ConnectorError `fenced` when the run is being transformed by another plan
   */
  add(name: PartName, lines: Uint8Array): Promise<void>;
  /**
   * Stores everything and opens the phases, in one transaction. Without `coverage`, the parts have all rows of all objects.
   */
  seal(modules: Module[], coverage?: Coverage): Promise<FillCounts>;
}

/**
 * Opens the queue of a run to be filled. Parts that were made by another plan are removed.
 * @param plan digest of everything that decides what the rows become
 */
export async function openFill(ledger: Ledger, run: Run, plan: string): Promise<QueueFill> {
  const table = partitionName('transformed', run.id);
  await ledger.transaction(async (client) => {
    await client.query('select pg_advisory_xact_lock(733205, $1)', [run.id]);
    const { rows } = await client.query<{ plan: string }>('select plan from transformation where run = $1', [run.id]);
    // The table outlives a run that was rolled back before it was sealed.
    const { rows: left } = await client.query<{ run: number }>(
      `select run from transformation join run on run.id = transformation.run where run.env = $1 and run.id < $2`,
      [run.env, run.id],
    );
    const stale = [...left.map((one) => one.run), ...(rows[0]?.plan === plan ? [] : [run.id])];
    for (const id of stale) {
      await client.query(`drop table if exists ${partitionName('transformed', id)}`);
      await client.query('delete from transformed_part where run = $1', [id]);
      await client.query('delete from transformation where run = $1', [id]);
    }
    if (rows[0]?.plan === plan || (await isSealed(client, run))) return;
    await client.query('insert into transformation (run, plan) values ($1, $2)', [run.id, plan]);
    await client.query(`create unlogged table ${table} (
      kind text not null, seq int not null, key text not null, module zoho_module, object source_object,
      base json, custom json, refs text[], outcome record_outcome, survivor text, reason text, field text, rule text)`);
  });
  return {
    parts: () =>
      ledger.query<PartName & Record<string, unknown>>('select object, part from transformed_part where run = $1', [
        run.id,
      ]),
    add: ({ object, part }, lines) =>
      ledger.transaction(async (client) => {
        const { rowCount: isOpen } = await client.query(
          'select from transformation where run = $1 and plan = $2 for share',
          [run.id, plan],
        );
        if (!isOpen && (await isSealed(client, run))) return;
        if (!isOpen) throw new ConnectorError('fenced', 'Another attempt transforms this run. This one stops.');
        const { rowCount: isNew } = await client.query(
          'insert into transformed_part (run, object, part) values ($1, $2, $3) on conflict do nothing',
          [run.id, object, part],
        );
        if (!isNew) return;
        const copy = client.query(copyFrom(`copy ${table} (${transformedColumns}) from stdin`));
        await pipeline(Readable.from([lines], { objectMode: false }), copy);
      }),
    async seal(modules, coverage = { whole: loadedObjects, vanished: {}, routed: [] }) {
      await ledger.withClient((client) => sealQueue(client, { run, plan, modules, coverage }));
      return (await readSealed(ledger, run)) ?? { queued: 0, decided: 0 };
    },
  };
}

const isSealed = async (client: Queryable, run: Run): Promise<boolean> =>
  (await client.query('select from phase where run = $1 limit 1', [run.id])).rowCount !== 0;

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
