import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { ConnectorError } from '../error.ts';
import { appendAudit } from './audit.ts';
import type { Ledger, Queryable } from './database.ts';
import { storeFolder } from './engagements.ts';
import { createEnvironmentPartitions, createRollbackPartition, createRunPartitions } from './partitions.ts';
import { exportedEntry, importedEntry } from './transfer-entries.ts';
import { copyOut, incoming, listTransferTables, moveIn, numbersOf, type TransferTable } from './transfer-tables.ts';

/** The migrations that a ledger has, in their order. */
export async function listMigrations(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from portage_migration order by id');
  return rows.map(({ name }) => name);
}

/** An engagement's rows of one moment. */
export interface ExportedRows {
  migrations: string[];
  tables: { name: string; columns: string[] }[];
  /** The rows of a table in the format of `copy`. Read it to its end before the next one. `count` is right afterwards. */
  open(name: string): { content: Readable; count: () => number };
}

/** Books an export in the audit, and gives `work` all rows of an engagement from one snapshot, the booking with them. */
export async function exportRows<Result>(
  ledger: Ledger,
  slug: string,
  isEncrypted: boolean,
  work: (rows: ExportedRows) => Promise<Result>,
): Promise<Result> {
  await ledger.transaction((client) => appendAudit(client, slug, exportedEntry, { isEncrypted }));
  return ledger.withClient(async (client) => {
    try {
      await client.query('begin isolation level repeatable read, read only');
      const result = await work(await describeRows(client, slug));
      await client.query('commit');
      return result;
    } catch (error) {
      // A copy that nobody reads to its end blocks the connection, and it can't be taken back.
      await (client as unknown as pg.Client).end();
      throw error;
    }
  });
}

async function describeRows(client: pg.PoolClient, slug: string): Promise<ExportedRows> {
  const tables = await listTransferTables(client);
  return {
    migrations: await listMigrations(client),
    tables: tables.map(({ name, columns }) => ({ name, columns: columns.map((one) => one.name) })),
    open(name) {
      const content = client.query(
        copyTo(
          copyOut(
            tables.find((one) => one.name === name)!,
            slug,
          ),
        ),
      );
      return { content, count: () => content.rowCount };
    },
  };
}

/** What an import writes to. */
export interface ImportedRows {
  /** Takes the rows of a table, and returns how many they are. */
  copy(name: string, columns: string[], content: AsyncIterable<Buffer>): Promise<number>;
  /** Gives the copied rows their numbers, and moves them into the ledger's tables. */
  move(): Promise<void>;
}

/**
 * Imports the rows of an engagement in one transaction: all of them, or none.
 *
 * @param documents absolute path of its documents folder from now on
 * @throws ConnectorError `configuration` if the ledger has other migrations, or the engagement already
 */
export async function importRows(
  ledger: Ledger,
  { slug, migrations, digest, documents }: { slug: string; migrations: string[]; digest: string; documents: string },
  work: (rows: ImportedRows) => Promise<void>,
): Promise<void> {
  await ledger.transaction(async (client) => {
    await checkLedger(client, slug, migrations);
    const tables = await listTransferTables(client);
    for (const { name } of tables)
      await client.query(`create temp table ${incoming(name)} (like ${pg.escapeIdentifier(name)}) on commit drop`);
    await work({
      async copy(name, columns, content) {
        const list = columns.map((one) => pg.escapeIdentifier(one)).join(', ');
        const sink = client.query(copyFrom(`copy ${incoming(name)} (${list}) from stdin`));
        await pipeline(content, sink);
        return sink.rowCount;
      },
      move: () => moveAll(client, tables),
    });
    const configDigest = await storeFolder(client, slug, documents);
    await appendAudit(client, slug, importedEntry, { archive: digest, configDigest });
  });
}

async function checkLedger(client: Queryable, slug: string, migrations: string[]): Promise<void> {
  const own = await listMigrations(client);
  const differing = [...own, ...migrations].find((one) => !own.includes(one) || !migrations.includes(one));
  if (differing !== undefined)
    throw refused(
      `The archive and this ledger are of different versions: only one of them has the migration ${differing}.`,
      'Import it with the version of Portage that exported it, or bring both to one version and export again.',
    );
  const { rowCount } = await client.query('select 1 from engagement where slug = $1', [slug]);
  if (rowCount)
    throw refused(
      `The ledger has an engagement "${slug}" already.`,
      'Use another ledger: an engagement keeps its slug.',
    );
}

const refused = (what: string, advice: string): ConnectorError =>
  new ConnectorError('configuration', `${what} Nothing was imported. ${advice}`);

/** Gives new numbers to environments, runs and e-mails, and moves all rows. */
async function moveAll(client: Queryable, tables: TransferTable[]): Promise<void> {
  for (const { map, table, column, old } of numbersOf(tables))
    await client.query(
      `create temp table ${map} on commit drop as
       select old, nextval(pg_get_serial_sequence('${table}', '${column}')) as new from (${old} order by 1) i;
       create index on ${map} (old); analyze ${map}`,
    );
  await createPartitions(client);
  for (const table of tables) await client.query(moveIn(table));
}

async function createPartitions(client: Queryable): Promise<void> {
  const { rows: envs } = await client.query<{ id: string }>('select new as id from env_number');
  for (const { id } of envs) await createEnvironmentPartitions(client, Number(id));
  const { rows: runs } = await client.query<{ id: string; kind: string }>(
    `select m.new as id, r.kind from run_number m join ${incoming('run')} r on r.id = m.old`,
  );
  for (const { id, kind } of runs)
    await (kind === 'rollback' ? createRollbackPartition : createRunPartitions)(client, Number(id));
}
