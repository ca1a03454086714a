import { z } from 'zod';
import type { JsonObject } from '../../schemas/json.ts';
import { modificationOf } from '../../domain/judge-record.ts';
import { lookupId } from '../../domain/lookup-id.ts';
import { keyIn, keyPatterns } from '../../domain/module-traits.ts';
import { ConnectorError } from '../error.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import { valuesPerQuery } from './limits.ts';
import type { FoundRecord, QueriesRecords } from './port.ts';

const Rows = z.looseObject({ data: z.array(z.looseObject({ id: ZohoId })) });
const Count = z.looseObject({ data: z.tuple([z.looseObject({ 'COUNT(id)': z.number().int() })]) });

/** Maximum number of rows per query. docs: COQL */
const pageSize = 2_000;

/** A text literal of COQL: in single quotes, with backslashes as escape characters. docs: COQL overview */
const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

type Row = z.infer<typeof Rows>['data'][number];

const foundRecord = (row: Row, key: string): FoundRecord => {
  const { at: modifiedAt, by: modifiedBy } = modificationOf(row);
  return { key, id: row.id, modifiedAt, modifiedBy };
};

/** Whether a record has a key. Where a title or the name of a file holds it, others are no keys. */
function hasKey(module: string, keyField: string): string {
  const patterns = keyPatterns(module);
  if (patterns === null) return `${keyField} is not null`;
  return joined(
    patterns.map((one) => `${keyField} like ${quoted(one)}`),
    'or',
  );
}
function hasNoKey(module: string, keyField: string): string {
  const patterns = keyPatterns(module);
  if (patterns === null) return `${keyField} is null`;
  const unlike = patterns.map((one) => `${keyField} not like ${quoted(one)}`);
  return `(${keyField} is null or ${joined(unlike, 'and')})`;
}
/**
 * Whether a multi-select pick list may have a value. In one text, its values can't be told apart for sure: a part counts, too.
 * So does anything else that can't be read as values, because a value that nobody uses is removed.
 */
function holds(list: unknown, value: string): boolean {
  const values: unknown[] = Array.isArray(list) ? list : [list];
  if (!values.every((one) => typeof one === 'string')) return true;
  return Array.isArray(list) ? values.includes(value) : values[0]!.includes(value);
}

const joined = (conditions: string[], by: 'and' | 'or'): string =>
  conditions.length === 1 ? conditions[0]! : `(${conditions.join(` ${by} `)})`;

/** Questions in Zoho's query language. Its answers do not lag, unlike those of the search. docs: COQL */
export function queryCalls(http: Http): QueriesRecords {
  const query = async (text: string, limit: number, signal?: AbortSignal): Promise<Row[]> => {
    const cost = { kind: 'coql', size: limit } as const;
    const select_query = `${text} limit ${limit}`;
    const body = await http.call({ method: 'POST', path: '/coql', body: { select_query }, cost, signal });
    if (body === null) return [];
    const rows = Rows.safeParse(body);
    if (!rows.success) throw contractFailure('a query');
    return rows.data.data;
  };

  /** All rows in pages, in the order of their ids. */
  async function* pages(columns: string, module: string, condition: string, signal?: AbortSignal) {
    for (let after = '0'; ;) {
      const text = `select ${columns} from ${module} where (${condition}) and id > ${after} order by id`;
      const rows = await query(text, pageSize, signal);
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = last.id;
    }
  }

  const countWhere = async (module: string, condition: string, signal?: AbortSignal): Promise<number> => {
    const select_query = `select COUNT(id) from ${module} where ${condition}`;
    const cost = { kind: 'coql', size: 1 } as const;
    const body = await http.call({ method: 'POST', path: '/coql', body: { select_query }, cost, signal });
    if (body === null) return 0;
    const count = Count.safeParse(body);
    if (!count.success) throw contractFailure(`the count of ${module}`);
    return count.data.data[0]['COUNT(id)'];
  };

  /** How a query compares one value of several is not documented, so the values are read and compared here. */
  async function countHolders(module: string, field: string, value: string, withoutKey?: string, signal?: AbortSignal) {
    const others = withoutKey === undefined ? '' : ` and ${hasNoKey(module, withoutKey)}`;
    let holders = 0;
    for await (const rows of pages(`id, ${field}`, module, `${field} is not null${others}`, signal))
      holders += rows.filter((row) => holds(row[field], value)).length;
    return holders;
  }

  return {
    async findByKey(module, keyField, keys, signal) {
      const found = new Map<string, FoundRecord>();
      for (let from = 0; from < keys.length; from += valuesPerQuery) {
        const values = keys
          .slice(from, from + valuesPerQuery)
          .map(quoted)
          .join(', ');
        const text = `select id, ${keyField}, Modified_Time, Modified_By from ${module} where ${keyField} in (${values})`;
        for (const row of await query(text, 200, signal))
          found.set(String(row[keyField]), foundRecord(row, String(row[keyField])));
      }
      return found;
    },

    async *listKeys(module, keyField, signal) {
      const columns = `id, ${keyField}, Modified_Time, Modified_By`;
      for await (const rows of pages(columns, module, hasKey(module, keyField), signal))
        yield rows.flatMap((row) => {
          const key = keyIn(module, String(row[keyField]));
          return key === null ? [] : [foundRecord(row, key)];
        });
    },

    async *listReferences(module, field, { withoutKey, ids }, signal) {
      const only = ids ? [`id in (${ids.join(', ')})`] : withoutKey === undefined ? [] : [hasNoKey(module, withoutKey)];
      const condition = [`${field} is not null`, ...only].join(' and ');
      for await (const rows of pages(`id, ${field}`, module, condition, signal))
        yield rows.flatMap((row) => lookupId(row[field]) ?? []);
    },

    async queryByIds(module, ids, fields, signal) {
      if (ids.length === 0) return new Map();
      const columns = [...new Set(['id', ...fields])].join(', ');
      const rows = await query(`select ${columns} from ${module} where id in (${ids.join(', ')})`, 200, signal);
      return new Map(rows.map((row) => [row.id, row as JsonObject]));
    },

    count: (module, signal) => countWhere(module, 'id is not null', signal),

    async countUses(module, field, { withoutKey, value }, signal) {
      if (value !== undefined && field.dataType === 'multiselectpicklist')
        return countHolders(module, field.apiName, value, withoutKey, signal);
      // A check box is never empty.
      const test = field.dataType === 'boolean' ? '= true' : value === undefined ? 'is not null' : `= ${quoted(value)}`;
      const isUsed = `${field.apiName} ${test}`;
      const condition = withoutKey === undefined ? isUsed : `${isUsed} and ${hasNoKey(module, withoutKey)}`;
      try {
        return await countWhere(module, condition, signal);
      } catch (error) {
        // Large text fields can't be asked for.
        if (error instanceof ConnectorError && error.code === 'INVALID_QUERY') return null;
        throw error;
      }
    },
  };
}
