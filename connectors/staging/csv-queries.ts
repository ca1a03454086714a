import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { ColumnType } from '../../schemas/manifest.ts';
import type { Condition } from '../../schemas/mapping.ts';

/** Maximum size of a row in bytes. The reader's buffers depend on it; their default is sixteen times as large. */
const maxRowBytes = 2 ** 21;
/** Memory limit for queries, for files of any size. */
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

/** A file as a table. All columns are texts: an id keeps its leading zeros, a number its digits. */
const tableOf = (path: string): string =>
  `read_csv(${literal(path)}, header = true, all_varchar = true, quote = '"', escape = '"', delim = ',',
    max_line_size = ${maxRowBytes}, buffer_size = ${2 * maxRowBytes}, null_padding = false, auto_detect = true, sample_size = 100)`;

const withCsv = <T>(path: string, work: (connection: DuckDBConnection, table: string) => Promise<T>): Promise<T> =>
  withDuckDb((connection) => work(connection, tableOf(path)));

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const column = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** The normalised key of a record: trimmed, null if it is empty. */
const identity = (key: string) => `nullif(regexp_replace(coalesce(${column(key)}, ''), '^\\s+|\\s+$', '', 'g'), '')`;

/**
 * The number of records of a staged file and of different keys. A CSV reader counts them, so line breaks inside quotes
 * don't matter.
 */
export function inspectCsv(path: string, key: string): Promise<{ rows: number; keys: number }> {
  return withCsv(path, async (connection, table) => {
    const [row] = await rowsOf(connection, `select count(*), count(distinct ${identity(key)}) from ${table}`);
    return { rows: Number(row?.[0] ?? 0), keys: Number(row?.[1] ?? 0) };
  });
}

/** Keys that are in more than one row. */
export function repeatedKeys(path: string, key: string): Promise<Set<string>> {
  return withCsv(path, async (connection, table) => {
    const found = await rowsOf(
      connection,
      `select ${identity(key)} as id from ${table} group by id having id is not null and count(*) > 1`,
    );
    return new Set(found.map(([id]) => String(id)));
  });
}

/** Number of rows from which the types of columns are inferred. */
const sample = 10_000;
/** A column has the first type whose pattern matches all its values. JSON is recognised by its brackets. */
const patterns: [ColumnType, string][] = [
  ['boolean', '^(true|false|t|f|yes|no|Y|N)$'],
  ['integer', '^-?(0|[1-9][0-9]{0,17})$'],
  ['decimal', '^-?(0|[1-9][0-9]*)[.][0-9]+$'],
  ['date', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'],
  ['time', '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}'],
  ['json', '^[[{].*[]}]$'],
];

/** Infers the type of each column from its values. Blank values are ignored. */
export function inferTypes(path: string, names: string[]): Promise<ColumnType[]> {
  return withCsv(path, async (connection, table) => {
    const expressions = names.flatMap((name) => {
      const value = `nullif(${column(name)}, '')`;
      const matches = patterns.map(([, pattern]) => `bool_and(regexp_matches(${value}, ${literal(pattern)}, 's'))`);
      return [`count(${value})`, ...matches];
    });
    const [row = []] = await rowsOf(
      connection,
      `select ${expressions.join(', ')} from (from ${table} limit ${sample})`,
    );
    const width = patterns.length + 1;
    return names.map((_, index) => {
      const [filled, ...matches] = row.slice(index * width, (index + 1) * width);
      if (Number(filled) === 0) return 'empty';
      return patterns[matches.indexOf(true)]?.[0] ?? 'text';
    });
  });
}

/** The largest value of a column in text order; null for a file without rows. */
export function latestOf(path: string, name: string): Promise<string | null> {
  return withCsv(path, async (connection, table) => {
    const [row] = await rowsOf(connection, `select max(${column(name)}) from ${table}`);
    return row?.[0] == null ? null : String(row[0]);
  });
}

/** How the records of a file changed. */
export interface FileChanges {
  added: number;
  changed: number;
  deleted: number;
}

/**
 * Compares all columns of the records in `later` with those in `earlier`. Writes the new and changed records to
 * `changed`, and the keys of deleted records to `deleted`. `later` can be incomplete if `keys` has the keys of all
 * records.
 */
export function compareCsv(
  key: string,
  { earlier, later, keys, changed, deleted }: Record<'earlier' | 'later' | 'keys' | 'changed' | 'deleted', string>,
): Promise<FileChanges> {
  const id = column(key);
  const options = `(header, delimiter ',', quote '"', escape '"')`;
  const deletedKeys = `from ${tableOf(earlier)} where ${id} not in (select ${id} from ${tableOf(keys)} where ${id} is not null)`;
  return withDuckDb(async (connection) => {
    // All columns of a row are compared as one text.
    await connection.run(
      `create temp view compared as
       select a.*, b.${id} is null as is_added, b.${id} is not null and to_json(a)::varchar <> to_json(b)::varchar as is_changed
       from ${tableOf(later)} a left join ${tableOf(earlier)} b on a.${id} = b.${id}`,
    );
    await connection.run(
      `copy (select * exclude (is_added, is_changed) from compared where is_added or is_changed order by ${id})
       to ${literal(changed)} ${options}`,
    );
    await connection.run(`copy (select ${id} ${deletedKeys} order by ${id}) to ${literal(deleted)} ${options}`);
    const [row] = await rowsOf(
      connection,
      `select count(*) filter (where is_added), count(*) filter (where is_changed), (select count(*) ${deletedKeys}) from compared`,
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
  /** Only rows that take this route. Rows of different routes are never duplicates. */
  route: Condition | null;
  /** Rows to leave out: an excluded row can't be a survivor. */
  exclude: Condition[];
  /** Lists of fields. Rows with equal values in all fields of one list are duplicates. */
  lists: string[][];
}

/**
 * Exact duplicates: merged id → id of the survivor, which has the smallest key of the cluster. Case and surplus blanks
 * are ignored; a blank value never matches. Clusters that share a row are joined.
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

/** Joins pairs into clusters: each id → the first id of its cluster. */
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
