import { failure, noContent, Rejection, type Answer } from '../http/answers.ts';
import { pageOf, type Call } from '../http/call.ts';
import { recordsById } from '../orgs/module-records.ts';
import type { Module, StoredRecord } from '../orgs/org.ts';
import { comparators, literalFor, rawValue } from './compare.ts';
import { lagOf } from './read.ts';
import { renderFields } from './render.ts';

const maxConditions = 10;
const maxRecords = 2_000;

type Test = (record: StoredRecord) => boolean;

const invalidQuery = (reason: string) =>
  new Rejection(failure(400, 'INVALID_QUERY', 'Invalid query formed', { reason, param_name: 'criteria' }));

/** Comparators for text. `equals` means `contains` in the search index. docs: search-records */
const textComparators: Record<string, string> = {
  equals: 'contains',
  not_equals: 'not_equal',
  greater_than: 'greater_than',
};

/** Parses `((Last_Name:equals:Burns)and(Phone:starts_with:+44))`. A backslash escapes `(`, `)` and `,`. */
function parseCriteria(module: Module, text: string): Test {
  let at = 0;
  let conditions = 0;
  const group = (): Test => {
    if (text[at] !== '(') throw invalidQuery('an opening bracket is missing');
    at += 1;
    const first = text[at] === '(' ? joined() : condition();
    if (text[at] !== ')') throw invalidQuery('a closing bracket is missing');
    at += 1;
    return first;
  };
  const joined = (): Test => {
    let left = group();
    for (;;) {
      const word = /^\s*(and|or)\s*/i.exec(text.slice(at));
      if (!word?.[1]) return left;
      at += word[0].length;
      const [one, other] = [left, group()];
      left = word[1].toLowerCase() === 'and' ? (row) => one(row) && other(row) : (row) => one(row) || other(row);
    }
  };
  const condition = (): Test => {
    conditions += 1;
    if (conditions > maxConditions) {
      const message = `no of criterium that can be given exceed the limit ${maxConditions}`;
      throw new Rejection(failure(400, 'CRITERIA_LIMIT_EXCEEDED', message, { limit: maxConditions }));
    }
    const match = /^((?:\\.|[^()\\])*)/.exec(text.slice(at));
    const [name = '', operator = '', ...rest] = (match?.[1] ?? '').split(':');
    at += match?.[0].length ?? 0;
    if (name !== 'id' && !module.fields.has(name)) throw invalidQuery(`the field ${name} is unknown`);
    const value = rest.join(':').replaceAll(/\\(.)/g, '$1');
    const isText = typeof module.fields.get(name)?.length === 'number' && operator === 'equals';
    const compare =
      comparators[isText ? (textComparators[operator] ?? operator) : operator === 'equals' ? 'equal' : operator];
    if (!compare) throw invalidQuery(`the operator ${operator} is unknown`);
    const literal = literalFor(module, name, value);
    return (record) => compare(rawValue(module, record, name), literal);
  };
  const test = text.startsWith('((') ? group() : joined();
  if (at < text.trimEnd().length) throw invalidQuery('text follows the criteria');
  return test;
}

const fieldsOfTypes = (module: Module, types: string[]) =>
  [...module.fields.values()].filter((field) => types.includes(field.type)).map((field) => field.apiName);

function wordTest(module: Module, word: string, types: string[], comparator: 'contains' | 'equal'): Test {
  const names = fieldsOfTypes(module, types);
  const compare = comparators[comparator] as (a: unknown, b: unknown) => boolean;
  return (record) => names.some((name) => compare(rawValue(module, record, name), word));
}

/** `GET /{module}/search`. Its index has a delay. docs: search-records */
export function searchRecords(call: Call, module: Module): Answer {
  const { query } = call;
  const test = searchTest(call, module);
  const indexedUntil = call.now - call.behaviour.searchLagMs - lagOf(call);
  const page = Number(query.get('page') ?? 1);
  if (page * Number(query.get('per_page') ?? 200) > maxRecords) {
    return failure(400, 'LIMIT_REACHED', 'Maximum response iteration limit reached', { limit: maxRecords });
  }
  const found = recordsById(module).filter((record) => record.modifiedAt <= indexedUntil && test(record));
  const { shown, info } = pageOf(call, found);
  if (shown.length === 0) return noContent;
  const fields = query.get('fields')?.split(',').filter(Boolean) ?? [...module.fields.keys()];
  return { status: 200, body: { data: shown.map((record) => renderFields(call, module, record, fields)), info } };
}

/** What a search can be made by. */
const parameters = ['criteria', 'email', 'phone', 'word'];
export const isSearch = ({ query }: Call): boolean => parameters.some((name) => query.has(name));

/** Whether a record is found by the parameters of a call. */
export function searchTest(call: Call, module: Module): Test {
  const { query } = call;
  const criteria = query.get('criteria');
  const email = query.get('email');
  const phone = query.get('phone');
  const word = query.get('word');
  if (criteria !== null) return parseCriteria(module, criteria.trim());
  if (email !== null) return wordTest(module, email, ['email'], 'equal');
  if (phone !== null) return wordTest(module, phone, ['phone'], 'equal');
  if (word === null) {
    const expected = parameters.map((name) => ({ param_name: name }));
    const message = 'One of the expected parameter is missing';
    throw new Rejection(failure(400, 'EXPECTED_PARAM_MISSING', message, { expected_params: expected }));
  }
  if (word.trim().length < 2) {
    throw new Rejection(failure(400, 'INVALID_DATA', 'the word given seems to be invalid', { param_name: 'word' }));
  }
  return wordTest(module, word, ['text', 'textarea', 'email', 'phone', 'picklist', 'website'], 'contains');
}
