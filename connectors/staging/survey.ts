import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { column, literal } from '../../domain/sql-text.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { openFolder } from '../temporary-files.ts';
import { tableOf } from './compare-csv.ts';
import type { StagingStore } from './port.ts';

/** One staged file of the survey. */
export interface SurveyFile {
  object: ExtractedObject;
  path: string;
  columns: string[];
  /** The column that holds the ids. */
  key: string;
}

/** Rows of an object, or of the lines in its rows. All columns are texts; blanks are null. */
export interface SurveyTable {
  /** `orders`, `orders.lines`. */
  name: string;
  object: ExtractedObject;
  /** The column that holds the lines. */
  within: string | null;
  /** Custom fields are `extensions.<name>`. */
  columns: string[];
  rows: number;
}

/** The survey in a temporary database, which `close` deletes. */
export interface Survey {
  tables: SurveyTable[];
  /** The rows of a query. It must be small. */
  rows(sql: string): Promise<DuckDBValue[][]>;
  /** The rows of a query of any size. Other queries can run meanwhile. */
  stream(sql: string): AsyncIterable<DuckDBValue[]>;
  run(sql: string): Promise<void>;
  /** Adds texts to a column of a table. */
  append(table: string, texts: AsyncIterable<string> | Iterable<string>): Promise<void>;
  close(): Promise<void>;
}

/** What queries may use, beside the buffers of the reader. */
const memoryLimit = '256MB';
/** The column that every table has beside its own: the id of the record. */
export const keyColumn = column('#key');
/** Most custom fields of an object. */
const mostExtensions = 200;
/** The columns that hold JSON: a row's custom fields, and its lines. */
const [extensions, lines] = ['extensions', 'lines'];

/**
 * Reads staged files into a temporary database that only this user can read. Memory does not grow with them.
 * @throws ConnectorError `contract` for a file that can't be read. The message has no values
 */
export async function openSurvey(staging: StagingStore, files: SurveyFile[]): Promise<Survey> {
  const folder = await openFolder(tmpdir());
  try {
    const instance = await DuckDBInstance.create(join(folder.path, 'survey.duckdb'), {
      memory_limit: memoryLimit,
      threads: '2',
      temp_directory: folder.path,
    });
    const [connection, reader] = [await instance.connect(), await instance.connect()];
    const survey = surveyOf(connection, reader, async () => {
      for (const one of [connection, reader]) one.closeSync();
      instance.closeSync();
      await folder.remove();
    });
    try {
      for (const file of files) survey.tables.push(...(await load(survey, staging, file)));
    } catch (error) {
      await survey.close();
      throw error;
    }
    return survey;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

function surveyOf(connection: DuckDBConnection, reader: DuckDBConnection, close: () => Promise<void>): Survey {
  return {
    tables: [],
    close,
    rows: (sql) => withoutValues(async () => (await connection.runAndReadAll(sql)).getRows()),
    async *stream(sql) {
      const result = await withoutValues(() => reader.stream(sql));
      for await (const rows of result.yieldRows()) yield* rows;
    },
    run: (sql) => withoutValues(async () => void (await connection.run(sql))),
    async append(table, texts) {
      const appender = await connection.createAppender(table);
      try {
        for await (const text of texts) {
          appender.appendVarchar(text);
          appender.endRow();
        }
      } finally {
        appender.closeSync();
      }
    },
  };
}

/** Reads one file: the table of its rows, and the table of their lines if they have any. */
async function load(survey: Survey, staging: StagingStore, file: SurveyFile): Promise<SurveyTable[]> {
  const { object, columns, key } = file;
  const plain = columns.filter((name) => name !== extensions && name !== lines);
  const json = columns.filter((name) => name === extensions || name === lines);
  const read = async (local: string) => {
    const cells = [...plain.map((name) => `${filled(column(name))} as ${column(name)}`), ...json.map(parsed)];
    await survey.run(
      `create table "#read" as select ${[...cells, `${columns.includes(key) ? filled(column(key)) : 'null::varchar'} as ${keyColumn}`].join(', ')} from ${tableOf(local)}`,
    );
  };
  try {
    await staging.withLocalFile(file.path, read);
    const names = json.includes(extensions) ? await membersOf(survey, `select ${extensions} as j from "#read"`) : [];
    const custom = names.map((name) => `${filled(memberOf(extensions, name))} as ${column(`extensions.${name}`)}`);
    await survey.run(
      `create table ${column(object)} as select ${[...plain.map(column), ...custom, keyColumn].join(', ')} from "#read"`,
    );
    const main: Omit<SurveyTable, 'rows'> = {
      name: object,
      object,
      within: null,
      columns: [...plain, ...names.map((name) => `extensions.${name}`)],
    };
    const tables = [{ ...main, rows: await countOf(survey, object) }];
    return json.includes(lines) ? [...tables, await loadLines(survey, object)] : tables;
  } finally {
    for (const name of ['#read', '#lines']) await survey.run(`drop table if exists ${column(name)}`);
  }
}

async function loadLines(survey: Survey, object: ExtractedObject): Promise<SurveyTable> {
  const name = `${object}.${lines}`;
  await survey.run(
    `create table "#lines" as select ${keyColumn}, unnest(from_json(${lines}, '["json"]')) as j
     from "#read" where json_type(${lines}) = 'ARRAY'`,
  );
  const columns = await membersOf(survey, 'select j from "#lines"');
  const cells = columns.map((one) => `${filled(memberOf('j', one))} as ${column(one)}`);
  await survey.run(`create table ${column(name)} as select ${[...cells, keyColumn].join(', ')} from "#lines"`);
  return { name, object, within: lines, columns, rows: await countOf(survey, name) };
}

const countOf = async (survey: Survey, table: string): Promise<number> =>
  Number((await survey.rows(`select count(*) from ${column(table)}`))[0]?.[0] ?? 0);

/** Names in the JSON objects of a query with the column `j`. */
async function membersOf(survey: Survey, query: string): Promise<string[]> {
  const found = await survey.rows(
    `select name, count(*) from (select unnest(json_keys(j)) as name from (${query}) where json_type(j) = 'OBJECT')
     where name not like '%"%' group by name order by 2 desc, 1 limit ${mostExtensions}`,
  );
  return found.map(([name]) => String(name)).toSorted();
}

const filled = (text: string): string => `case when trim(${text}) = '' then null else ${text} end`;
/** Null for a text that is not JSON: the rules must not end with it. */
const parsed = (name: string): string =>
  `case when json_valid(${column(name)}) then ${column(name)}::json end as ${column(name)}`;
const memberOf = (json: string, name: string): string => `(${json} ->> ${literal(`$."${name}"`)})`;

/** A message of the library may quote a value: only its first words are kept, such as `Conversion Error`. */
async function withoutValues<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    const text = String(error);
    if (/No space left|Disk full|could not (?:write|allocate)/i.test(text))
      throw new ConnectorError(
        'storage',
        "The worker's temporary folder is full. Nothing was changed, and the call is repeated. Free disk space, or set TMPDIR on the worker.",
      );
    const kind = /[A-Z][a-z]+ Error/.exec(text)?.[0] ?? 'an unknown error';
    throw new ConnectorError(
      'contract',
      `The staged survey can't be read (${kind}). Nothing was changed. Start the discovery again; if it fails again, report it.`,
    );
  }
}
