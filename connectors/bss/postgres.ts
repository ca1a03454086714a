import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import type { ObjectProfile, PostgresProfile } from '../../schemas/profile.ts';
import type { HandoffObject, ExtractedObject } from '../../schemas/words.ts';
import { ConnectorError } from '../error.ts';
import { cutRows } from './csv-rows.ts';
import { checkMark, checkQuery, mend } from './check-fields.ts';
import { mostDocumentBytes, placeOf, tooLarge } from './document-content.ts';
import { keysOf, objectIn } from './profile-objects.ts';
import type { Chunk, Source } from './port.ts';

const Definition = z.looseObject({ entity_type: z.string(), name: z.string(), data_type: z.string() });
const subquery = (query: string) => query.trim().replace(/;\s*$/, '');

/** Objects that may be read at once, beside the transaction that holds the snapshot. */
const readers = 3;
const begin = 'begin transaction isolation level repeatable read read only';
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * A Postgres source. It only reads: a `REPEATABLE READ READ ONLY` transaction exports the snapshot that all readers
 * share; rows are streamed by COPY, so that no table is held in memory.
 * @throws ConnectorError `configuration` for a wrong profile, `unavailable` when the server does not answer
 */
export function createPostgresSource(profile: PostgresProfile, url: string): Source {
  const host = URL.canParse(url) ? new URL(url).host : 'its host';
  const pool = new pg.Pool({
    connectionString: url,
    max: readers + 1,
    connectionTimeoutMillis: 5_000,
    statement_timeout: profile.statementTimeoutSeconds * 1_000,
  });
  pool.on('error', () => undefined);
  // A connection that breaks while nobody asks is none of our failures.
  pool.on('connect', (client) => client.on('error', () => undefined));

  const translate = (error: unknown, what: string): unknown => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : '';
    if (/^(28|3D)/.test(code)) {
      return new ConnectorError(
        'configuration',
        `The source at ${host} refuses the connection (${code}). Nothing was changed. Check url in the source profile.`,
      );
    }
    if (/^42/.test(code)) {
      return new ConnectorError(
        'configuration',
        `The source profile's query of ${what} is wrong: ${message}. Nothing was changed. Mend the profile.`,
      );
    }
    // The database's own words may quote a value.
    if (/^2[12]/.test(code)) {
      return new ConnectorError(
        'contract',
        `The source profile's query of ${what} fails on a row of the source (${code}). Nothing of it was staged. Let the query bear such values.`,
      );
    }
    if (/^(08|57P|ECONN|ENOTFOUND|EAI|EPIPE|ETIMEDOUT)/.test(code) || /terminated|timeout/i.test(message)) {
      return new ConnectorError(
        'unavailable',
        `The source at ${host} does not answer (${code || 'timeout'}). Nothing was changed. Check url in the source profile and the network.`,
      );
    }
    return error;
  };
  async function query<Row extends pg.QueryResultRow>(
    client: Pick<pg.ClientBase, 'query'>,
    text: string,
    what: string,
    values: unknown[] = [],
  ) {
    try {
      return await client.query<Row>(text, values);
    } catch (error) {
      throw translate(error, what);
    }
  }
  const objectOf = (object: ExtractedObject): ObjectProfile => objectIn(profile.objects, object);
  const queryOf = (object: ExtractedObject): string => subquery(objectOf(object).query);
  const count = async (client: Pick<pg.ClientBase, 'query'>, text: string, what: string): Promise<number> => {
    const { rows } = await query<{ count: string }>(client, text, what);
    return Number(Object.values(rows[0] ?? { count: 0 })[0]);
  };

  /** Reads rows of an object in the order of its key, in a transaction of its own on the shared snapshot. */
  async function* read(
    snapshot: string,
    object: ExtractedObject,
    { where = '', keysOnly = false }: { where?: string; keysOnly?: boolean },
  ): AsyncGenerator<Chunk> {
    const { key } = objectOf(object);
    const keyColumn = (await columnsOf(object, queryOf(object))).indexOf(key);
    if (keyColumn < 0) {
      throw new ConnectorError(
        'configuration',
        `The query of ${object} does not select its key ${key}. Nothing was read. Mend the source profile.`,
      );
    }
    const selected = keysOnly ? quoted(key) : '*';
    const rows = `select ${selected} from (${queryOf(object)}) as object ${where} order by ${quoted(key)}`;
    const client = await connect(object);
    let broken = true;
    try {
      await query(client, begin, object);
      await query(client, `set transaction snapshot ${pg.escapeLiteral(snapshot)}`, object);
      yield* cutRows(client.query(copyTo(`copy (${rows}) to stdout (format csv)`)), keysOnly ? 0 : keyColumn);
      await client.query('commit');
      broken = false;
    } catch (error) {
      throw translate(error, object);
    } finally {
      client.release(broken);
    }
  }
  /** Rows after a key. Those without one come last; a resumed reading must not lose them. */
  const behind = (object: ExtractedObject, after: string | null): { where?: string } => {
    const key = quoted(objectOf(object).key);
    return after === null ? {} : { where: `where ${key} > ${pg.escapeLiteral(after)} or ${key} is null` };
  };
  /** Columns of a query, none of which may be forbidden. */
  const columnsOf = async (object: string, text: string): Promise<string[]> => {
    const { fields } = await query(pool, `select * from (${text}) as object limit 0`, object);
    const names = fields.map((field) => field.name);
    checkQuery(object, text, names, profile.never);
    return names;
  };
  const connect = (what: string): Promise<pg.PoolClient> => {
    return pool.connect().catch((error: unknown) => {
      throw translate(error, what);
    });
  };

  return {
    async columns() {
      const columns: Partial<Record<ExtractedObject, string[]>> = {};
      for (const object of Object.keys(profile.objects) as ExtractedObject[]) {
        const names = await columnsOf(object, queryOf(object));
        checkMark(object, objectOf(object).updated, names);
        columns[object] = names;
      }
      for (const [object, { snapshot, summary }] of Object.entries(profile.handoff)) {
        const text = snapshot ?? summary;
        if (text !== undefined) await columnsOf(object, subquery(text));
      }
      if (profile.documentContent) checkQuery('documentContent', profile.documentContent, [], profile.never);
      return columns;
    },

    keys: () => keysOf(profile.objects),

    async customFields() {
      if (!profile.customFields) return [];
      const { rows } = await query(pool, profile.customFields, 'customFields');
      const definitions = z.array(Definition).safeParse(rows);
      if (!definitions.success)
        throw mend('The query of customFields does not give entity_type, name and data_type, each as a text.');
      return definitions.data.map(({ entity_type, name, data_type }) => ({
        object: entity_type,
        name,
        type: data_type,
      }));
    },

    async withSnapshot(work) {
      const client = await connect('the snapshot');
      let broken = true;
      try {
        await query(client, begin, 'the snapshot');
        // It waits for its readers; many servers end such a transaction after a while.
        await query(client, 'set local idle_in_transaction_session_timeout = 0', 'the snapshot');
        const { rows } = await query<{ id: string; exported: string; at: string }>(
          client,
          `select pg_current_snapshot()::text as id, pg_export_snapshot() as exported, to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
          'the snapshot',
        );
        const stream = (text: string, what: string): Readable => {
          const through = new PassThrough();
          const copy = client.query(copyTo(`copy (${subquery(text)}) to stdout (format csv, header)`));
          pipeline(copy, through).catch((error: Error) => through.destroy(translate(error, what) as Error));
          return through;
        };
        const result = await work({
          id: rows[0]?.id ?? '',
          takenAt: rows[0]?.at ?? '',
          async count(object) {
            const text = `select count(*) from (${queryOf(object)}) as object`;
            return { rows: await count(client, text, object), isExact: true };
          },
          read: (object, after) => read(rows[0]?.exported ?? '', object, behind(object, after)),
          changes(object, since) {
            const { updated } = objectOf(object);
            if (updated === undefined) return null;
            const mark = `${quoted(updated)}::text collate "C"`;
            const where = `where ${mark} >= ${pg.escapeLiteral(since)} or ${quoted(updated)} is null`;
            const snapshot = rows[0]?.exported ?? '';
            return { rows: read(snapshot, object, { where }), keys: read(snapshot, object, { keysOnly: true }) };
          },
          remarks: () => [],
          handoff(object: HandoffObject) {
            const text = profile.handoff[object]?.snapshot ?? profile.handoff[object]?.summary;
            return text === undefined ? null : stream(text, object);
          },
          async countHandoff(object) {
            const text = profile.handoff[object]?.count;
            return text === undefined ? 0 : count(client, text, object);
          },
        });
        await client.query('commit');
        broken = false;
        return result;
      } catch (error) {
        throw translate(error, 'the snapshot');
      } finally {
        client.release(broken);
      }
    },

    async document(record) {
      const text = subquery(placeOf(profile.documentContent));
      const { key } = objectOf('documents');
      // One that is too large doesn't come to the worker's memory.
      const bounded = `select octet_length(content) as bytes, case when octet_length(content) <= ${mostDocumentBytes} then content end as content from (${text}) as document (content)`;
      type Found = { bytes: number | null; content: Buffer | null };
      const { rows } = await query<Found>(pool, bounded, 'documentContent', [record[key]]);
      const { bytes, content } = rows[0] ?? { bytes: null, content: null };
      if (bytes === null) return null;
      if (content === null) throw tooLarge();
      return Readable.from([content]);
    },

    close: () => pool.end(),
  };
}
