import pg from 'pg';

/** Objects of the profile: their query, and the column that orders the rows. */
interface KeyedQuery {
  key: string;
  query: string;
}

export const beginReadOnly = 'begin transaction isolation level repeatable read read only';
/** The snapshot waits while its readers work; many servers end an idle transaction after a time. */
export const neverEndIdle = 'set local idle_in_transaction_session_timeout = 0';
export const exportSnapshot = `select pg_current_snapshot()::text as id, pg_export_snapshot() as exported,
  to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`;
export const useSnapshot = (exported: string) => `set transaction snapshot ${pg.escapeLiteral(exported)}`;

/** A query that can be put in parentheses. */
export const withoutSemicolon = (query: string) => query.trim().replace(/;\s*$/, '');
const tableOf = (query: string) => `(${withoutSemicolon(query)}) as object`;
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

export const selectNoRows = (query: string) => `select * from ${tableOf(query)} limit 0`;
export const selectCount = (query: string) => `select count(*) from ${tableOf(query)}`;

export const selectRows = ({ key, query }: KeyedQuery, where = '') =>
  `select * from ${tableOf(query)} ${where} order by ${quoted(key)}`;
export const selectKeys = ({ key, query }: KeyedQuery) =>
  `select ${quoted(key)} from ${tableOf(query)} order by ${quoted(key)}`;

/** Rows after a key. Rows without a key come last, so they are always among them. */
export const whereAfter = (key: string, after: string) =>
  `where ${quoted(key)} > ${pg.escapeLiteral(after)} or ${quoted(key)} is null`;

/** Rows changed at `since` or later. A row without a time may have changed. */
export const whereChanged = (updated: string, since: string) =>
  `where ${quoted(updated)}::text collate "C" >= ${pg.escapeLiteral(since)} or ${quoted(updated)} is null`;

/** The one value `content` of a document's query, and its length. One that is too large is not sent. */
export const selectContent = (query: string, maxBytes: number) =>
  `select octet_length(content) as bytes, case when octet_length(content) <= ${maxBytes} then content end as content
   from (${withoutSemicolon(query)}) as document (content)`;

/** Rows, a sum of their hashes, and the highest change mark of an object, in one reading. */
export const selectActivity = (query: string, updated: string | undefined) =>
  `select count(*)::text as rows, coalesce(sum(hashtextextended((object.*)::text, 0)::numeric), 0)::text as digest,
   ${updated === undefined ? 'null' : `max(object.${quoted(updated)}::text collate "C")`} as mark from ${tableOf(query)}`;
