import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { ColumnType } from '../../schemas/manifest.ts';
import type { Condition } from '../../schemas/mapping.ts';

/** Bytes of a row. The reader's buffers are of this kind, and would take sixteen times as much by themselves. */
const longestRow = 2 ** 21;
/** Keeps set-based work on a file of any size within this memory. */
const memoryLimit = '512MB';

async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: memoryLimit, threads: '2' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A file as a table. Columns are texts whatever they look like: an id keeps its zeros, a number its digits. */
const tableOf = (path: string): string =>
  `read_csv(${literal(path)}, header = true, all_varchar = true, quote = '"', escape = '"', delim = ',',
    max_line_size = ${longestRow}, buffer_size = ${2 * longestRow}, null_padding = false, auto_detect = true, sample_size = 100)`;

const withCsv = <T>(path: string, work: (connection: DuckDBConnection, table: string) => Promise<T>): Promise<T> =>
  withDuckDb((connection) => work(connection, tableOf(path)));

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const column = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** A key as it tells records apart: without blanks around it, null when nothing is left. */
const identity = (key: string) => `nullif(regexp_replace(coalesce(${column(key)}, ''), '^\\s+|\\s+$', '', 'g'), '')`;

/**
 * Records of a staged file and different values of its key, counted by a CSV reader, so that a line break inside quotes
 * counts for nothing.
 */
export function inspectCsv(path: string, key: string): Promise<{ rows: number; keys: number }> {
  return withCsv(path, async (connection, table) => {
    const [row] = await rowsOf(connection, `select count(*), count(distinct ${identity(key)}) from ${table}`);
    return { rows: Number(row?.[0] ?? 0), keys: Number(row?.[1] ?? 0) };
  });
}

/** Keys that stand in more than one row. */
export function repeatedKeys(path: string, key: string): Promise<Set<string>> {
  return withCsv(path, async (connection, table) => {
    const found = await rowsOf(
      connection,
      `select ${identity(key)} as id from ${table} group by id having id is not null and count(*) > 1`,
    );
    return new Set(found.map(([id]) => String(id)));
  });
}

/** Rows from which the types of columns are inferred. */
const sample = 10_000;
/** A value is of the first type whose pattern fits; JSON is known by its brackets. */
const patterns: [ColumnType, string][] = [
  ['boolean', '^(true|false|t|f|yes|no|Y|N)$'],
  ['integer', '^-?(0|[1-9][0-9]{0,17})$'],
  ['decimal', '^-?(0|[1-9][0-9]*)[.][0-9]+$'],
  ['date', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'],
  ['time', '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}'],
  ['json', '^[[{].*[]}]$'],
];

/** What the values of each column look like, blank ones left aside. */
export function inferTypes(path: string, names: string[]): Promise<ColumnType[]> {
  return withCsv(path, async (connection, table) => {
    const asked = names.flatMap((name) => {
      const value = `nullif(${column(name)}, '')`;
      const fits = patterns.map(([, pattern]) => `bool_and(regexp_matches(${value}, ${literal(pattern)}, 's'))`);
      return [`count(${value})`, ...fits];
    });
    const [row = []] = await rowsOf(connection, `select ${asked.join(', ')} from (from ${table} limit ${sample})`);
    const width = patterns.length + 1;
    return names.map((_, place) => {
      const [filled, ...fits] = row.slice(place * width, (place + 1) * width);
      if (Number(filled) === 0) return 'empty';
      return patterns[fits.indexOf(true)]?.[0] ?? 'text';
    });
  });
}

/** The latest value of a column, compared as a text; null for a file without rows. */
export function latestOf(path: string, name: string): Promise<string | null> {
  return withCsv(path, async (connection, table) => {
    const [row] = await rowsOf(connection, `select max(${column(name)}) from ${table}`);
    return row?.[0] == null ? null : String(row[0]);
  });
}

/** What became of the records of a file since. */
export interface FileChanges {
  added: number;
  changed: number;
  deleted: number;
}

/**
 * Compares records with those of an earlier file by their whole content, and writes the new and the changed ones to
 * `changedPath`, and the keys of those that are gone to `deletedPath`. `laterPath` may hold some records only, as long as
 * `keysPath` holds the keys of all.
 */
export function compareCsv(
  key: string,
  { earlier, later, keys, changed, deleted }: Record<'earlier' | 'later' | 'keys' | 'changed' | 'deleted', string>,
): Promise<FileChanges> {
  const id = column(key);
  const options = `(header, delimiter ',', quote '"', escape '"')`;
  const gone = `from ${tableOf(earlier)} where ${id} not in (select ${id} from ${tableOf(keys)} where ${id} is not null)`;
  return withDuckDb(async (connection) => {
    // A row's content is all its columns as one text.
    await connection.run(
      `create temp view compared as
       select a.*, b.${id} is null as is_added, b.${id} is not null and to_json(a)::varchar <> to_json(b)::varchar as is_changed
       from ${tableOf(later)} a left join ${tableOf(earlier)} b on a.${id} = b.${id}`,
    );
    await connection.run(
      `copy (select * exclude (is_added, is_changed) from compared where is_added or is_changed order by ${id})
       to ${literal(changed)} ${options}`,
    );
    await connection.run(`copy (select ${id} ${gone} order by ${id}) to ${literal(deleted)} ${options}`);
    const [row] = await rowsOf(
      connection,
      `select count(*) filter (where is_added), count(*) filter (where is_changed), (select count(*) ${gone}) from compared`,
    );
    return { added: Number(row?.[0] ?? 0), changed: Number(row?.[1] ?? 0), deleted: Number(row?.[2] ?? 0) };
  });
}

/** A condition of the mapping as SQL on texts. */
function sqlOf(condition: Condition): string {
  const text = `trim(coalesce(${column(condition.field)}, ''))`;
  if ('in' in condition) return `${text} in (${condition.in.map(literal).join(', ')})`;
  if ('not_in' in condition) return `${text} not in (${condition.not_in.map(literal).join(', ')})`;
  if ('matches' in condition) return `regexp_matches(${text}, ${literal(condition.matches)}, 'i')`;
  return condition.empty ? `${text} = ''` : `${text} <> ''`;
}

export interface DuplicateSearch {
  key: string;
  /** Rows that take this route; rows of different routes are never one record. */
  route: Condition | null;
  /** Rows that leave before: an excluded row is no survivor. */
  exclude: Condition[];
  /** Lists of fields: rows that agree on all fields of one list are one record. */
  lists: string[][];
}

/**
 * Exact duplicates: merged id → id of the survivor, the first of its cluster by key. Values are compared trimmed, in
 * lower case, with runs of blanks as one; a blank value never matches. Clusters that share a row are one cluster.
 */
export function findDuplicates(path: string, search: DuplicateSearch): Promise<Map<string, string>> {
  const { key, route, exclude, lists } = search;
  if (lists.length === 0) return Promise.resolve(new Map<string, string>());
  return withCsv(path, async (connection, table) => {
    const pairs: [string, string][] = [];
    const where = [...(route ? [sqlOf(route)] : []), ...exclude.map((one) => `not (${sqlOf(one)})`)];
    for (const list of lists) {
      const values = list.map((name) => `regexp_replace(lower(trim(coalesce(${column(name)}, ''))), '\\s+', ' ', 'g')`);
      const present = values.map((value) => `${value} <> ''`);
      const found = await rowsOf(
        connection,
        `select id, first from (
           select ${column(key)} as id, min(${column(key)}) over (partition by ${values.join(', ')}) as first
           from ${table} where ${[...where, ...present].join(' and ')}
         ) where id <> first order by id`,
      );
      pairs.push(...found.map(([id, first]): [string, string] => [String(id), String(first)]));
    }
    return joinClusters(pairs);
  });
}

/** Follows pairs to the first row of their cluster. */
function joinClusters(pairs: [string, string][]): Map<string, string> {
  const parent = new Map<string, string>();
  const root = (id: string): string => {
    const next = parent.get(id);
    return next === undefined ? id : root(next);
  };
  for (const [one, other] of pairs) {
    const [first, second] = [root(one), root(other)].sort() as [string, string];
    if (first !== second) parent.set(second, first);
  }
  return new Map([...parent.keys()].map((id) => [id, root(id)]));
}
