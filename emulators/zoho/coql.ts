import { failure, noContent, type Answer } from './answers.ts';
import { findByUnique, type Module, type Org, type Row, type Stored } from './org.ts';
import { readField } from './wire.ts';

const token = /\s*('(?:[^'\\]|\\.)*'|>=|<=|!=|[=<>(),]|[^\s=<>!(),']+)/gy;

function tokenize(text: string): string[] | null {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (!match?.[1]) return null;
    tokens.push(match[1]);
  }
  return tokens;
}

type Test = (record: Stored) => boolean;

interface Query {
  columns: string[];
  from: string;
  test: Test;
  /** Values of an equality or IN on one field, for a look-up by index. */
  keyed: { field: string; values: unknown[] } | null;
  order: { field: string; descending: boolean } | null;
  limit: number;
  offset: number;
}

class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}
const invalidQuery = (column: string, clause: string, module: Module) =>
  new Refusal(
    failure(400, 'INVALID_QUERY', 'column given seems to be invalid', {
      column_name: column,
      clause,
      module: module.name,
    }),
  );

function parse(text: string, org: Org): Query {
  const tokens = tokenize(text);
  let at = 0;
  const fault = () =>
    new Refusal(failure(400, 'SYNTAX_ERROR', 'invalid query formed', { near: tokens?.[at - 1] ?? '' }));
  if (!tokens) throw fault();
  const peek = () => tokens[at]?.toLowerCase();
  const take = () => tokens[at++] ?? '';
  const expect = (word: string) => {
    if (take().toLowerCase() !== word) throw fault();
  };
  expect('select');
  const columns: string[] = [];
  do columns.push(takeColumn());
  while (peek() === ',' && take());
  expect('from');
  const from = take();
  const module = org.modules.get(from);
  if (!module) {
    throw new Refusal(failure(400, 'INVALID_QUERY', 'invalid query formed', { clause: 'from', module: from }));
  }
  const check = (column: string, clause: string) => {
    if (column !== 'id' && !module.fields.has(column)) throw invalidQuery(column, clause, module);
    return column;
  };
  for (const column of columns) if (!column.startsWith('COUNT(')) check(column.split('.')[0] ?? '', 'select');
  expect('where');
  let keyed: Query['keyed'] = null;
  const test = either();
  let order: Query['order'] = null;
  if (peek() === 'order') {
    take();
    expect('by');
    order = { field: check(take(), 'order by'), descending: false };
    if (peek() === 'asc' || peek() === 'desc') order.descending = take().toLowerCase() === 'desc';
  }
  let limit = 200;
  let offset = 0;
  if (peek() === 'limit') {
    take();
    limit = Number(take());
    if (peek() === ',') {
      take();
      offset = limit;
      limit = Number(take());
    }
  }
  if (peek() === 'offset') {
    take();
    offset = Number(take());
  }
  if (at < tokens.length) throw (take(), fault());
  return { columns, from, test, keyed, order, limit, offset };

  function takeColumn(): string {
    const name = take();
    if (peek() !== '(') return name;
    take();
    const inner = take();
    expect(')');
    return `${name.toUpperCase()}(${inner})`;
  }
  function either(): Test {
    let left = both();
    while (peek() === 'or') {
      take();
      keyed = null;
      const [one, other] = [left, both()];
      keyed = null;
      left = (record) => one(record) || other(record);
    }
    return left;
  }
  function both(): Test {
    let left = primary();
    while (peek() === 'and') {
      take();
      const [one, other] = [left, primary()];
      left = (record) => one(record) && other(record);
    }
    return left;
  }
  function primary(): Test {
    if (peek() === '(') {
      take();
      const inner = either();
      expect(')');
      return inner;
    }
    return condition();
  }
  function condition(): Test {
    const field = check(take(), 'where');
    const read = (record: Stored) => raw(module as Module, record, field);
    const operator = take().toLowerCase();
    if (operator === 'is') {
      const negated = peek() === 'not' && take() !== '';
      expect('null');
      return (record) => (read(record) === null) !== negated;
    }
    const negated = operator === 'not';
    if (operator === 'in' || (negated && take().toLowerCase() === 'in')) {
      expect('(');
      const values: unknown[] = [];
      do values.push(literal());
      while (take() === ',');
      if (values.length > 100) {
        throw new Refusal(failure(400, 'LIMIT_EXCEEDED', 'in-list limit exceeded', { clause: 'where', limit: 100 }));
      }
      if (!negated) keyed ??= { field, values };
      const folded = new Set(values.map(fold));
      return (record) => folded.has(fold(read(record))) !== negated;
    }
    const value = literal();
    if (operator === '=') keyed ??= { field, values: [value] };
    const compare = comparisons[operator];
    if (!compare) throw fault();
    return (record) => compare(read(record), value);
  }
  function literal(): unknown {
    const text = take();
    if (text.startsWith("'")) return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    if (/^-?\d+(\.\d+)?$/.test(text)) return text.length > 15 ? text : Number(text);
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    throw fault();
  }
}

const fold = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
const order = (a: unknown, b: unknown): number => {
  const [left, right] = [String(a), String(b)];
  if (/^\d+$/.test(left) && /^\d+$/.test(right))
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
};
const present = (value: unknown) => value !== null && value !== undefined;
const comparisons: Record<string, (a: unknown, b: unknown) => boolean> = {
  '=': (a, b) => fold(a) === fold(b),
  '!=': (a, b) => fold(a) !== fold(b),
  '>': (a, b) => present(a) && order(a, b) > 0,
  '>=': (a, b) => present(a) && order(a, b) >= 0,
  '<': (a, b) => present(a) && order(a, b) < 0,
  '<=': (a, b) => present(a) && order(a, b) <= 0,
  like: (a, b) => like(String(b)).test(String(a)),
};
const like = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*')}$`, 'i');

function raw(module: Module, record: Stored, field: string): unknown {
  if (field === 'id') return record.id;
  if (field === 'Created_Time') return record.createdAt;
  if (field === 'Modified_Time') return record.modifiedAt;
  const value = record.values[module.fields.has(field) ? field : ''];
  return value === undefined || value === '' ? null : value;
}

/** `POST /coql`: select, where, order and limit on one module with dot paths in the columns, and COUNT(id). docs: COQL */
export function runQuery(org: Org, text: unknown): Answer {
  if (typeof text !== 'string')
    return failure(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'select_query' });
  let query: Query;
  try {
    query = parse(text, org);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.answer;
  }
  const module = org.modules.get(query.from) as Module;
  if (query.limit > 2_000)
    return failure(400, 'LIMIT_EXCEEDED', 'limit of the query is exceeded', { clause: 'limit', limit: 2_000 });
  const matching = candidates(module, query).filter(query.test);
  if (query.columns.some((column) => column.startsWith('COUNT('))) {
    return { status: 200, body: { data: [{ 'COUNT(id)': matching.length }], info: { count: 1, more_records: false } } };
  }
  if (query.order) {
    const { field, descending } = query.order;
    // Records are kept in the order of their ids.
    if (field !== 'id') matching.sort((a, b) => order(raw(module, a, field), raw(module, b, field)));
    if (descending) matching.reverse();
  }
  const page = matching.slice(query.offset, query.offset + query.limit);
  if (page.length === 0) return noContent;
  const data = page.map((record) => selectColumns(org, module, record, query.columns));
  return {
    status: 200,
    body: { data, info: { count: data.length, more_records: query.offset + query.limit < matching.length } },
  };
}

/** Records that can match: by index where the query names ids or unique values. */
function candidates(module: Module, { keyed }: Query): Stored[] {
  if (keyed?.field === 'id') return distinct(keyed.values.map((id) => module.records.get(String(id))));
  if (keyed && module.unique.has(keyed.field)) {
    return distinct(keyed.values.map((value) => findByUnique(module, keyed.field, value)));
  }
  return [...module.records.values()];
}

/** A value may be named twice, or in another case. */
const distinct = (found: (Stored | undefined)[]) => [...new Set(found)].filter((record) => record !== undefined);

function selectColumns(org: Org, module: Module, record: Stored, columns: string[]): Row {
  const row: Row = { id: record.id };
  for (const column of columns) {
    const [name = '', inner] = column.split('.');
    const target = module.fields.get(name)?.lookup;
    const other = inner && target ? org.modules.get(target)?.records.get(String(record.values[name])) : undefined;
    row[column] =
      inner && target && other
        ? readField(org, org.modules.get(target) as Module, other, inner)
        : readField(org, module, record, name);
  }
  return row;
}
