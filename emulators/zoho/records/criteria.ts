import { failure, Rejection } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Module, Row, StoredRecord } from '../orgs/org.ts';
import { comparators, literalFor, rawValue } from './compare.ts';

const maxConditions = 25;

/** Whether a record meets criteria in JSON: `{group_operator, group: [{field, comparator, value}]}`. Groups may be nested. */
export function matches(call: Call, module: Module, record: StoredRecord, criteria: Row): boolean {
  const group = criteria['group'];
  if (Array.isArray(group)) {
    const test = (one: unknown) => matches(call, module, record, one as Row);
    return String(criteria['group_operator']).toLowerCase() === 'or' ? group.some(test) : group.every(test);
  }
  const name = String((criteria['field'] as Row | undefined)?.['api_name'] ?? criteria['api_name']);
  const compare = comparators[String(criteria['comparator'])];
  const [first = '', inner] = name.split('.');
  const value = valueOf(call, module, record, first, inner);
  return compare ? compare(value, literalFor(module, first, criteria['value'])) : false;
}

function valueOf(call: Call, module: Module, record: StoredRecord, name: string, inner: string | undefined): unknown {
  const value = rawValue(module, record, name);
  const other = call.org.modules.get(module.fields.get(name)?.lookup ?? '');
  const target = inner && inner !== 'id' ? other?.records.get(String(value)) : undefined;
  return target && other && inner ? rawValue(other, target, inner) : value;
}

export const fieldRef = (module: Module, field: unknown): Row => {
  const name = String((field as Row | undefined)?.['api_name']);
  return { api_name: name, id: module.fields.get(name)?.id };
};

/** Criteria with the ids of their fields. */
export function withFieldIds(module: Module, criteria: Row): Row {
  const group = criteria['group'] as Row[] | undefined;
  if (group) return { ...criteria, group: group.map((one) => withFieldIds(module, one)) };
  return { ...criteria, field: fieldRef(module, criteria['field']) };
}

/** Rejects criteria with unknown fields, unknown comparators or too many conditions. docs: bulk-read, create-job */
export function checkCriteria(module: Module, criteria: Row, path = '$.query.criteria'): void {
  let conditions = 0;
  const visit = (one: Row, at: string): void => {
    const group = one['group'];
    if (Array.isArray(group)) return group.forEach((inner, place) => visit(inner as Row, `${at}.group[${place}]`));
    conditions += 1;
    const name = String((one['field'] as Row | undefined)?.['api_name'] ?? one['api_name']).split('.')[0] ?? '';
    const reject = (api_name: string, where = api_name): never => {
      throw new Rejection(failure(400, 'INVALID_DATA', 'invalid data', { api_name, json_path: `${at}.${where}` }));
    };
    if (name !== 'id' && !module.fields.has(name)) reject('api_name', 'field.api_name');
    if (!comparators[String(one['comparator'])]) reject('comparator');
    const value = one['value'];
    if (value instanceof Object && !Array.isArray(value)) reject('value');
  };
  visit(criteria, path);
  if (conditions > maxConditions)
    throw new Rejection(failure(400, 'LIMIT_EXCEEDED', 'criteria limit exceeded', { limit: maxConditions }));
}
