import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { literal } from '../../domain/sql-text.ts';
import type { Unseen } from '../../domain/quality/limits.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { ConnectorError } from '../error.ts';
import { isTooLong, RowTooLong } from './compare-csv.ts';
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
  /** What it does not have of the file. */
  unseen: Unseen;
}

type TextRow = string | readonly string[];

/** The survey in a temporary database, which `close` deletes. */
export interface Survey {
  tables: SurveyTable[];
  /** The rows of a query. It must be small. */
  rows(sql: string): Promise<DuckDBValue[][]>;
  /** The rows of a query of any size. Other queries can run meanwhile. */
  stream(sql: string): AsyncIterable<DuckDBValue[]>;
  run(sql: string): Promise<void>;
  /** Writes the rows of a query to staging, as CSV with a header. */
  write(sql: string, staging: StagingStore, path: string): Promise<void>;
  /** Adds rows of texts to a table; a text alone is the row of a table with one column. */
  append(table: string, rows: AsyncIterable<TextRow> | Iterable<TextRow>): Promise<void>;
  close(): Promise<void>;
}

/** A survey without tables. @param close is called by `close` */
export function surveyOf(
  folder: string,
  connection: DuckDBConnection,
  reader: DuckDBConnection,
  close: () => Promise<void>,
): Survey {
  return {
    tables: [],
    close,
    rows: (sql) => withoutValues(async () => (await connection.runAndReadAll(sql)).getRows()),
    async *stream(sql) {
      const result = await withoutValues(() => reader.stream(sql));
      const chunks = result.yieldRows();
      for (;;) {
        const next = await withoutValues(() => chunks.next());
        if (next.done === true) return;
        yield* next.value;
      }
    },
    run: (sql) => withoutValues(async () => void (await connection.run(sql))),
    async write(sql, staging, path) {
      const file = join(folder, 'written.csv');
      await withoutValues(
        async () => void (await connection.run(`copy (${sql}) to ${literal(file)} (header, delimiter ',')`)),
      );
      await staging.write(path, createReadStream(file));
      await rm(file);
    },
    async append(table, rows) {
      const appender = await connection.createAppender(table);
      try {
        for await (const row of rows) {
          for (const text of [row].flat()) appender.appendVarchar(text);
          appender.endRow();
        }
      } finally {
        appender.closeSync();
      }
    },
  };
}

/** A message of the library may quote a value: only its first words are kept, such as `Conversion Error`. */
export async function withoutValues<T>(query: () => Promise<T>, failed = surveyFailed): Promise<T> {
  try {
    return await query();
  } catch (error) {
    const text = String(error);
    if (/No space left|Disk full|could not write/i.test(text))
      throw new ConnectorError(
        'storage',
        "The worker's temporary folder is full. Nothing was changed, and the call is repeated. Free disk space, or set TMPDIR on the worker.",
      );
    if (isTooLong(error)) throw new RowTooLong('A row of a staged file is longer than the usual ones.');
    const kind = /[A-Z][a-z]+ Error/.exec(text)?.[0] ?? 'an unknown error';
    throw new ConnectorError('contract', failed(kind));
  }
}

const surveyFailed = (kind: string): string =>
  `The staged survey can't be read (${kind}). Nothing was changed. Start the discovery again; if it fails again, report it.`;
