import { failure, Rejection } from '../../http/answers.ts';

export interface Column {
  /** The key in the answer. */
  name: string;
  /** For example two parts for `Account_Name.Phone`. */
  path: string[];
  aggregate: string | null;
}

export type Condition =
  | { kind: 'and' | 'or'; parts: [Condition, Condition] }
  | { kind: 'test'; path: string[]; operator: string; values: unknown[] };

export interface Query {
  columns: Column[];
  from: string;
  where: Condition;
  group: string[][];
  order: { path: string[]; descending: boolean }[];
  limit: number;
  offset: number;
}

interface Token {
  text: string;
  at: number;
}

const pattern = /\s*('(?:[^'\\]|\\.|'')*'|>=|<=|!=|<>|[=<>(),]|[^\s=<>!(),']+)/gy;
const aggregates = ['count', 'sum', 'min', 'max', 'avg'];
const maxColumns = 50;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < end) {
    const from = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match?.[1]) throw syntax(text, from, text.slice(from, from + 10).trim());
    tokens.push({ text: match[1], at: pattern.lastIndex - match[1].length });
  }
  return tokens;
}

function syntax(text: string, at: number, near: string): Rejection {
  const before = text.slice(0, at).split('\n');
  const details = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, near };
  return new Rejection(failure(400, 'SYNTAX_ERROR', 'invalid query formed', details));
}

export const queryLimit = (clause: string, limit: number) =>
  new Rejection(failure(400, 'LIMIT_EXCEEDED', `${clause} limit exceeded`, { clause, limit }));

/** Parses a query. docs: COQL overview */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text);
  let at = 0;
  const current = () => tokens[at] ?? { text: '', at: text.length };
  const peek = () => current().text.toLowerCase();
  const take = () => {
    const token = current();
    at += 1;
    return token.text;
  };
  const syntaxError = (index = at) => {
    const token = tokens[index] ?? { text: tokens.at(-1)?.text ?? '', at: text.length };
    return syntax(text, token.at, token.text);
  };
  const skip = (word: string): boolean => {
    if (peek() !== word) return false;
    at += 1;
    return true;
  };
  const expect = (word: string) => {
    if (!skip(word)) throw syntaxError();
  };
  const name = () => {
    const word = take();
    if (!/^!?[A-Za-z$_][\w$.]*$/.test(word)) throw syntaxError(at - 1);
    return word.replace(/^!\w+\./, '').split('.');
  };
  const list = <T>(read: () => T): T[] => {
    const found = [read()];
    while (skip(',')) found.push(read());
    return found;
  };
  const number = () => {
    const word = take();
    if (!/^\d+$/.test(word)) throw syntaxError(at - 1);
    return Number(word);
  };

  expect('select');
  const columns = list(column);
  if (columns.length > maxColumns) throw queryLimit('select', maxColumns);
  const names = columns.map((one) => one.name.toLowerCase());
  const repeated = names.find((one, index) => names.indexOf(one) !== index);
  if (repeated !== undefined) {
    throw new Rejection(
      failure(400, 'DUPLICATE_DATA', 'duplicate column given', { clause: 'select', column_name: repeated }),
    );
  }
  expect('from');
  const from = take();
  if (!skip('where')) throw new Rejection(failure(400, 'SYNTAX_ERROR', 'missing clause', { clause: 'where' }));
  const where = disjunction();
  const group = skip('group') ? (expect('by'), list(name)) : [];
  if (group.length > 4) throw queryLimit('group by', 4);
  const order = skip('order') ? (expect('by'), list(sorting)) : [];
  if (order.length > 10) throw queryLimit('order by', 10);
  let limit = 200;
  let offset = 0;
  if (skip('limit')) {
    limit = number();
    if (skip(',')) [offset, limit] = [limit, number()];
  }
  if (skip('offset')) offset = number();
  if (at < tokens.length) throw syntaxError();
  return { columns, from, where, group, order, limit, offset };

  function column(): Column {
    const word = name();
    let read: Column = { name: word.join('.'), path: word, aggregate: null };
    if (skip('(')) {
      const aggregate = word.join('.').toLowerCase();
      if (!aggregates.includes(aggregate)) throw syntaxError(at - 2);
      const path = skip('distinct') ? name() : name();
      expect(')');
      read = { name: `${aggregate.toUpperCase()}(${path.join('.')})`, path, aggregate };
    }
    if (skip('as')) {
      const alias = take();
      if (!/^[A-Za-z]\w*$/.test(alias)) {
        throw new Rejection(failure(400, 'INVALID_ALIAS', 'alias given seems to be invalid', { alias }));
      }
      read = { ...read, name: alias };
    }
    return read;
  }
  function sorting() {
    const path = name();
    const descending = skip('desc');
    if (!descending) skip('asc');
    return { path, descending };
  }
  function disjunction(): Condition {
    let left = conjunction();
    while (skip('or')) left = { kind: 'or', parts: [left, conjunction()] };
    return left;
  }
  function conjunction(): Condition {
    let left = primary();
    while (skip('and')) left = { kind: 'and', parts: [left, primary()] };
    return left;
  }
  function primary(): Condition {
    if (!skip('(')) return test();
    const inner = disjunction();
    expect(')');
    return inner;
  }
  function test(): Condition {
    const path = name();
    const negated = skip('not') ? 'not ' : '';
    const word = take().toLowerCase();
    const operator = negated + (word === '<>' ? '!=' : word);
    if (word === 'is') {
      const not = skip('not');
      expect('null');
      return { kind: 'test', path, operator: not ? 'is not null' : 'is null', values: [] };
    }
    if (word === 'in') {
      expect('(');
      const values = list(literal);
      expect(')');
      if (values.length > 100) throw queryLimit('in', 100);
      return { kind: 'test', path, operator, values };
    }
    if (word === 'between') {
      const low = literal();
      expect('and');
      return { kind: 'test', path, operator, values: [low, literal()] };
    }
    if (!['=', '!=', '<', '<=', '>', '>=', 'like'].includes(word)) throw syntaxError(at - 1);
    return { kind: 'test', path, operator, values: [literal()] };
  }
  function literal(): unknown {
    const word = take();
    if (word.startsWith("'")) return word.slice(1, -1).replaceAll(/\\(.)|'(')/g, '$1$2');
    if (/^-?\d+(\.\d+)?$/.test(word)) return word.length > 15 ? word : Number(word);
    if (/^(true|false)$/i.test(word)) return word.toLowerCase() === 'true';
    if (/^\d{4}-\d\d-\d\d/.test(word)) return word;
    throw syntaxError(at - 1);
  }
}
