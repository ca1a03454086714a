import { failure, Rejection } from '../../http/answers.ts';
import { comparators, compare, equal, literalFor, rawValue } from '../compare.ts';
import type { Module, Org, StoredRecord } from '../../orgs/org.ts';
import { moduleOfLookup } from '../render.ts';
import type { Condition } from './parse.ts';

/** The module of a query. Columns with a dot path lead to other modules of the org. */
export interface Scope {
  org: Org;
  module: Module;
}

const computedNames = new Set(['id', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By']);

/** Rejects a column that doesn't exist in the module, or in the module that a lookup leads to. */
export function checkPath({ org, module }: Scope, path: string[], clause: string): void {
  let current: Module | undefined = module;
  path.forEach((name, place) => {
    const field = current?.fields.get(name);
    if (!current || (!computedNames.has(name) && !field)) {
      const details = { column_name: path.join('.'), clause, module: current?.name ?? module.name };
      throw new Rejection(failure(400, 'INVALID_QUERY', 'column given seems to be invalid', details));
    }
    if (field?.type === 'subform') {
      const details = { column_name: path.join('.'), data_type: 'subform', clause };
      throw new Rejection(failure(400, 'INVALID_QUERY', 'data type not supported', details));
    }
    if (place < path.length - 1)
      current = field?.type === 'ownerlookup' ? undefined : org.modules.get(field?.lookup ?? '');
    if (field?.type === 'ownerlookup' && place < path.length - 1) current = users;
  });
}

/** A module for paths such as `Owner.email`. Users are not records of a real module. */
const users = {
  name: 'Users',
  fields: new Map(['id', 'email', 'first_name', 'last_name', 'name'].map((name) => [name, { type: 'text' }])),
} as unknown as Module;

/** The value at a path. The path may follow lookups. */
export function valueAt({ org, module }: Scope, record: StoredRecord, path: string[]): unknown {
  let current: { module: Module; record: StoredRecord } = { module, record };
  for (const [place, name] of path.entries()) {
    const value = rawValue(current.module, current.record, name);
    if (place === path.length - 1) return value;
    const field = current.module.fields.get(name);
    if (path[place + 1] === 'id') return value;
    if (field?.type === 'ownerlookup') return userValue(org, value, path[place + 1] ?? '');
    const next = field && moduleOfLookup(org, field, current.record.values);
    const target = next?.records.get(String(value));
    if (!next || !target) return null;
    current = { module: next, record: target };
  }
  return null;
}

function userValue(org: Org, id: unknown, name: string): unknown {
  const user = org.users.find((one) => one.id === id);
  if (!user) return null;
  const [first, ...rest] = user.name.split(' ');
  return { email: user.email, name: user.name, first_name: first, last_name: rest.join(' ') }[name] ?? null;
}

const isLike = (value: unknown, pattern: unknown) => {
  const escaped = String(pattern)
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return value !== null && new RegExp(`^${escaped}$`, 'is').test(String(value));
};

const comparatorNames: Record<string, string> = {
  '>': 'greater_than',
  '>=': 'greater_equal',
  '<': 'less_than',
  '<=': 'less_equal',
};
const numeric = new Set(['integer', 'double', 'currency', 'percent', 'bigint']);

/** Compiles a condition. Values are converted to the column's type once, or rejected. */
export function testOf(scope: Scope, condition: Condition): (record: StoredRecord) => boolean {
  if (condition.kind !== 'test') {
    const [left, right] = condition.parts.map((part) => testOf(scope, part)) as [Test, Test];
    return condition.kind === 'and' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
  }
  const { path, operator } = condition;
  checkPath(scope, path, 'where');
  const values = condition.values.map((value) => convert(scope, path, operator, value));
  const read = (record: StoredRecord) => valueAt(scope, record, path);
  const [first, second] = values;
  switch (operator) {
    case 'is null':
      return (record) => read(record) === null;
    case 'is not null':
      return (record) => read(record) !== null;
    case '=':
      return (record) => equal(read(record), first);
    case '!=':
      return (record) => !equal(read(record), first);
    case 'in':
    case 'not in':
      return membership(read, values, operator === 'in');
    case 'between':
    case 'not between': {
      const isBetween = (value: unknown) => value !== null && compare(value, first) >= 0 && compare(value, second) <= 0;
      return (record) => isBetween(read(record)) === (operator === 'between');
    }
    case 'like':
    case 'not like':
      return (record) => isLike(read(record), first) === (operator === 'like');
  }
  const comparator = comparators[comparatorNames[operator] ?? ''];
  if (!comparator)
    throw new Rejection(failure(400, 'INVALID_QUERY', 'invalid query formed', { operator, clause: 'where' }));
  return (record) => comparator(read(record), first);
}
type Test = (record: StoredRecord) => boolean;

function membership(read: (record: StoredRecord) => unknown, values: unknown[], wanted: boolean): Test {
  const folded = new Set(values.map((value) => String(value).toLowerCase()));
  return (record) => {
    const value = read(record);
    return (value !== null && folded.has(String(value).toLowerCase())) === wanted;
  };
}

function convert({ org, module }: Scope, path: string[], operator: string, value: unknown): unknown {
  const owner =
    path.length === 1 ? module : (org.modules.get(module.fields.get(path[0] ?? '')?.lookup ?? '') ?? module);
  const name = path.at(-1) ?? '';
  const type =
    name === 'Created_Time' || name === 'Modified_Time' ? 'datetime' : (owner.fields.get(name)?.type ?? 'text');
  const converted =
    type === 'datetime' && typeof value === 'string' ? Date.parse(value) : literalFor(owner, name, value);
  const isInvalid =
    (typeof converted === 'number' && Number.isNaN(converted)) ||
    (type === 'boolean' && typeof converted !== 'boolean') ||
    (numeric.has(type) && operator.endsWith('like'));
  if (!isInvalid) return converted;
  const details = { column_name: path.join('.'), expected_data_type: type, operator, clause: 'where' };
  throw new Rejection(failure(400, 'INVALID_QUERY', 'value given seems to be invalid for the column', details));
}
