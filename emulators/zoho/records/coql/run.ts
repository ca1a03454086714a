import { failure, missingKey, noContent, Rejection, type Answer } from '../../http/answers.ts';
import { bodyRow, type Call } from '../../http/call.ts';
import { attachmentModule } from '../../files/attachment-module.ts';
import { findByUnique, recordsById, indexAfter } from '../../orgs/module-records.ts';
import type { Module, Row, StoredRecord } from '../../orgs/org.ts';
import { compare } from '../compare.ts';
import { checkAccess } from '../modules.ts';
import { renderField } from '../render.ts';
import { parseQuery, queryLimit, type Column, type Condition, type Query } from './parse.ts';
import { checkPath, testOf, valueAt, type Scope } from './conditions.ts';

/** Limits of a query. docs: COQL, limits of v8 */
const maxRows = 2_000;
const maxOffset = 100_000;
const maxJoins = 2;

/** `POST /coql`. docs: COQL */
export function runQuery(call: Call): Answer {
  const text = bodyRow(call)['select_query'];
  if (typeof text !== 'string') return missingKey('select_query');
  const query = parseQuery(text);
  const module = query.from === 'Attachments' ? attachmentModule(call.org) : call.org.modules.get(query.from);
  if (!module || module.kind === 'subform') {
    return failure(400, 'INVALID_QUERY', 'invalid query formed', { clause: 'from', module: query.from });
  }
  checkAccess(call, module);
  const scope = { org: call.org, module };
  checkQuery(scope, query);
  const test = testOf(scope, query.where);
  const found = candidates(module, query).filter(test);
  if (query.columns.some((column) => column.aggregate)) return answerAggregates(scope, query, found);
  if (query.order.some(({ path, descending }) => path.join() !== 'id' || descending)) sort(scope, query, found);
  const page = found.slice(query.offset, query.offset + query.limit);
  if (page.length === 0) return noContent;
  const data = page.map((record) => renderRow(call, scope, record, query.columns));
  return { status: 200, body: { data, info: infoOf(query, data.length, found.length) } };
}

const infoOf = (query: Query, count: number, total: number): Row => ({
  count,
  more_records: query.offset + query.limit < total,
});

/** The lookups that a query follows, in any clause. A longer path follows several. docs: COQL, joins */
function relationsOf(query: Query): Set<string> {
  const tests = (condition: Condition): string[][] =>
    condition.kind === 'test' ? [condition.path] : condition.parts.flatMap(tests);
  const paths = [...query.columns, ...query.order].map(({ path }) => path);
  const relations = new Set<string>();
  for (const path of [...paths, ...query.group, ...tests(query.where)]) {
    for (let length = 1; length < path.length; length += 1) {
      // The id of a lookup is in the record itself.
      if (length === path.length - 1 && path.at(-1) === 'id') continue;
      relations.add(path.slice(0, length).join('.'));
    }
  }
  return relations;
}

function checkQuery(scope: Scope, query: Query): void {
  if (query.limit > maxRows) throw queryLimit('limit', maxRows);
  if (query.offset + query.limit > maxOffset) throw queryLimit('offset', maxOffset);
  for (const column of query.columns) checkPath(scope, column.path, 'select');
  for (const { path } of query.order) checkPath(scope, path, 'order by');
  for (const path of query.group) checkPath(scope, path, 'group by');
  if (relationsOf(query).size > maxJoins) throw queryLimit('join', maxJoins);
  const grouped = new Set(query.group.map((path) => path.join('.')));
  const ungrouped = query.columns.find((column) => !column.aggregate && !grouped.has(column.path.join('.')));
  if (ungrouped && (query.group.length > 0 || query.columns.some((column) => column.aggregate))) {
    const details = { column_name: ungrouped.path.join('.'), clause: 'group by' };
    throw new Rejection(failure(400, 'INVALID_QUERY', 'column given seems to be invalid', details));
  }
}

/** Records that may match. Uses an index if the query names ids, a range of ids or unique values. */
function candidates(module: Module, query: Query): StoredRecord[] {
  const all = recordsById(module);
  for (const one of conjuncts(query.where)) {
    if (one.kind !== 'test' || one.path.length > 1) continue;
    const [name = ''] = one.path;
    const exact = one.operator === '=' || one.operator === 'in';
    if (name === 'id' && exact) return distinct(one.values.map((id) => module.records.get(String(id))));
    if (name === 'id' && one.operator.startsWith('>')) {
      return all.slice(Math.max(0, indexAfter(all, String(one.values[0])) - 1));
    }
    if (exact && module.unique.has(name) && module.fields.get(name)?.unique) {
      return distinct(one.values.map((value) => findByUnique(module, name, value)));
    }
  }
  return all;
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(conjuncts) : [condition];
}

/** A query may contain the same value twice, or in upper and lower case. */
const distinct = (found: (StoredRecord | undefined)[]) => [...new Set(found)].filter((record) => record !== undefined);

function sort(scope: Scope, query: Query, records: StoredRecord[]): void {
  const keys = query.order.map(({ path, descending }) => ({ path, sign: descending ? -1 : 1 }));
  records.sort((a, b) => {
    for (const { path, sign } of keys) {
      const by = compare(valueAt(scope, a, path) ?? '', valueAt(scope, b, path) ?? '') * sign;
      if (by !== 0) return by;
    }
    return 0;
  });
}

function renderRow(call: Call, scope: Scope, record: StoredRecord, columns: Column[]): Row {
  const row: Row = {};
  for (const { name, path } of columns) {
    row[name] = path.length > 1 ? valueAt(scope, record, path) : renderColumn(call, scope, record, path[0] ?? '');
  }
  return { ...row, id: record.id };
}

/** Types of which COQL answers only the id. */
const references = new Set(['lookup', 'ownerlookup', 'userlookup']);

function renderColumn(call: Call, { module }: Scope, record: StoredRecord, name: string): unknown {
  const value = renderField(call, module, record, name);
  const type = module.fields.get(name)?.type;
  // Of these users, the OpenAPI file has the name too.
  if (name === 'Created_By' || name === 'Modified_By')
    return { name: (value as Row)['name'], id: (value as Row)['id'] };
  if (value !== null && references.has(type ?? '')) return { id: (value as Row)['id'] };
  return value;
}

function answerAggregates(scope: Scope, query: Query, found: StoredRecord[]): Answer {
  const groups = new Map<string, StoredRecord[]>();
  for (const record of found) {
    const key = JSON.stringify(query.group.map((path) => valueAt(scope, record, path)));
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  if (query.group.length === 0 && groups.size === 0) groups.set('[]', []);
  const rows = [...groups.values()].map((records) =>
    Object.fromEntries(
      query.columns.map((column) => [
        column.name,
        column.aggregate
          ? aggregate(
              column.aggregate,
              records.map((record) => valueAt(scope, record, column.path)),
            )
          : valueAt(scope, records[0] as StoredRecord, column.path),
      ]),
    ),
  );
  const data = rows.slice(query.offset, query.offset + query.limit);
  if (data.length === 0) return noContent;
  return { status: 200, body: { data, info: infoOf(query, data.length, rows.length) } };
}

function aggregate(name: string, all: unknown[]): unknown {
  const values = all.filter((value) => value !== null);
  if (name === 'count') return values.length;
  if (values.length === 0) return null;
  if (name === 'min') return values.reduce((a, b) => (compare(a, b) <= 0 ? a : b));
  if (name === 'max') return values.reduce((a, b) => (compare(a, b) >= 0 ? a : b));
  const sum = values.reduce<number>((total, value) => total + Number(value), 0);
  return name === 'sum' ? sum : sum / values.length;
}
