import {
  failure,
  invalidId,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  missingParameter,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call, type Operation } from '../http/call.ts';
import { nextId, type LockRule, type Module, type Row } from '../orgs/org.ts';
import { checkCriteria, fieldRef, withFieldIds } from './criteria.ts';
import { lockActions } from './lock-rules.ts';
import { moduleInQuery } from './modules.ts';
import { nameAndId, renderTime, renderUser } from './render.ts';

const key = 'record_locking_configurations';
const scope = 'settings.record_locking_configurations';

/** Modules that have record locking. docs: lock-records */
const lockable = new Set([
  ...['Leads', 'Accounts', 'Contacts', 'Deals', 'Tasks', 'Vendors', 'Price_Books', 'Quotes', 'Sales_Orders'],
  ...['Purchase_Orders', 'Invoices'],
]);
export const canLock = (module: Module) => lockable.has(module.name) || module.kind === 'custom';

const lockTypes = ['manual', 'automatic', 'both'];
const audiences = ['all_profiles', 'all_profiles_except_excluded_profiles'];
type Where = (name: string) => { api_name: string; json_path: string };

/** An error in a configuration. `whole` has the values of before for keys that are not given. docs: add-record-locking-config */
function checkRule(call: Call, module: Module, given: Row, whole: Row, path: string): Item | null {
  const at: Where = (name) => ({ api_name: name, json_path: `${path}.${name}` });
  const type = whole['lock_type'];
  if (type === undefined) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('lock_type'));
  const wrong = wrongChoice(whole, at) ?? wrongReference(call, module, whole, at);
  if (wrong) return wrong;
  const rules = (whole['locking_rules'] ?? []) as Row[];
  if (type !== 'manual' && rules.length === 0)
    return itemError('DEPENDENT_FIELD_MISSING', 'dependent field missing', {
      ...{ dependee: at('lock_type'), ...at('locking_rules') },
    });
  for (const [index, rule] of rules.entries()) {
    const own = `${path}.locking_rules[${index}]`;
    for (const name of ['name', 'criteria']) {
      const where = { api_name: name, json_path: `${own}.${name}` };
      if (!rule[name]) return itemError('MANDATORY_NOT_FOUND', 'required field not found', where);
    }
    if (given['locking_rules']) checkCriteria(module, rule['criteria'] as Row, `${own}.criteria`);
    if (rules.findIndex((other) => other['name'] === rule['name']) < index)
      return itemError('DUPLICATE_DATA', 'duplicate data', { api_name: 'name', json_path: `${own}.name` });
  }
  return null;
}

function wrongChoice(whole: Row, at: Where): Item | null {
  const choices: [name: string, values: readonly string[]][] = [
    ['lock_type', lockTypes],
    ['locked_for', audiences],
    ['feature_type', ['record_locking']],
    ['restricted_actions', lockActions],
  ];
  for (const [name, values] of choices) {
    const given = [whole[name] ?? []].flat();
    if (!given.every((one) => values.includes(String(one))))
      return itemError('INVALID_DATA', 'Invalid data', { ...at(name), supported_values: values });
  }
  return null;
}

function wrongReference(call: Call, module: Module, whole: Row, at: Where): Item | null {
  const profiles = (whole['lock_excluded_profiles'] ?? []) as Row[];
  if (whole['locked_for'] === audiences[1] && profiles.length === 0)
    return itemError('DEPENDENT_FIELD_MISSING', 'dependent field missing', {
      ...{ dependee: at('locked_for'), ...at('lock_excluded_profiles') },
    });
  if (!profiles.every((one) => call.org.profiles.some((profile) => profile.id === one['id'])))
    return itemError('INVALID_DATA', 'Invalid data', at('lock_excluded_profiles'));
  const fields = (whole['excluded_fields'] ?? []) as Row[];
  return fields.every((one) => module.fields.has(String(one['api_name'])))
    ? null
    : itemError('INVALID_DATA', 'Invalid data', at('excluded_fields'));
}

/** The configuration as it is stored: with ids of its rules, and with `update` among the restricted actions. */
function stored(call: Call, module: Module, whole: Row): Row {
  const rules = ((whole['locking_rules'] ?? []) as Row[]).filter((rule) => !('_delete' in rule));
  const actions = new Set(['update', ...((whole['restricted_actions'] ?? []) as string[])]);
  return {
    ...{ locked_for: audiences[0], lock_excluded_profiles: [], excluded_fields: [], lock_for_portal_users: true },
    ...{ restricted_communications: [], restricted_custom_buttons: [], system_defined: false },
    ...whole,
    feature_type: 'record_locking',
    excluded_fields: ((whole['excluded_fields'] ?? []) as Row[]).map((field) => fieldRef(module, field)),
    locking_rules: rules.map((rule) => ({
      lock_existing_records: true,
      ...rule,
      id: rule['id'] ?? nextId(call.org),
      criteria: withFieldIds(module, rule['criteria'] as Row),
    })),
    restricted_actions: [...actions],
    modified_time: renderTime(call.now, call.user.timeZone),
    modified_by: nameAndId(renderUser(call.org, call.user.id)),
  };
}

const answer = (item: Item, success: 200 | 201): Answer => itemsAnswer([item], success, key);

function createRule(call: Call): Answer {
  const module = moduleInQuery(call);
  if (!canLock(module)) return failure(400, 'NOT_SUPPORTED', 'the given module is not supported');
  const [given] = bodyList(call, key) ?? [];
  if (!given) return missingKey(key);
  const path = `$.${key}[0]`;
  if (module.locks.length > 0) {
    const details = { limit: 1, available_limit: 0, api_name: key, json_path: path };
    return answer(itemError('LIMIT_EXCEEDED', 'the module has a record locking configuration', details), 201);
  }
  const error = checkRule(call, module, given, given, path);
  if (error) return answer(error, 201);
  const id = nextId(call.org);
  const body = stored(call, module, given);
  module.locks.push({
    id,
    at: call.now,
    body: { ...body, created_time: body['modified_time'], created_by: body['modified_by'] },
  });
  return answer(itemSuccess('record locking configuration created successfully', { id }), 201);
}

function changeRule(call: Call, own: string | null): Answer {
  const module = moduleInQuery(call);
  const [given] = bodyList(call, key) ?? [];
  if (!given) return missingKey(key);
  const path = `$.${key}[0]`;
  const rule = module.locks.find(({ id }) => id === (own ?? given['id']));
  if (!rule) return own === null ? answer(unknownRule(`${path}.id`), 200) : invalidId(2);
  const { id: _, ...changes } = given;
  const whole = { ...rule.body, ...changes };
  const error = checkRule(call, module, changes, whole, path);
  if (error) return answer(error, 200);
  rule.body = stored(call, module, whole);
  return answer(itemSuccess('record locking configuration updated successfully', { id: rule.id }), 200);
}

const unknownRule = (json_path: string): Item =>
  itemError('INVALID_DATA', 'Invalid data', { api_name: 'id', json_path });

function deleteRules(call: Call, ids: string[]): Answer {
  const module = moduleInQuery(call);
  if (ids.length === 0) return missingParameter('ids');
  const items = ids.map((id): Item => {
    if (!module.locks.some((rule) => rule.id === id)) return unknownRule('$.ids');
    module.locks = module.locks.filter((rule) => rule.id !== id);
    return itemSuccess('record locking configuration deleted successfully', { id });
  });
  return itemsAnswer(items, 200, key);
}

function listRules(call: Call, wanted: (rule: LockRule) => boolean): Answer {
  const found = moduleInQuery(call).locks.filter(wanted);
  if (found.length === 0) return noContent;
  return { status: 200, body: { [key]: found.map((rule) => ({ ...rule.body, id: rule.id })) } };
}

const path = '/settings/record_locking_configurations';
export const lockConfigurationOperations: Operation[] = [
  { call: `GET ${path}`, scope: [scope, 'READ'], answer: (call) => listRules(call, () => true) },
  { call: `POST ${path}`, scope: [scope, 'CREATE'], answer: createRule },
  { call: `PUT ${path}`, scope: [scope, 'UPDATE'], answer: (call) => changeRule(call, null) },
  {
    call: `DELETE ${path}`,
    scope: [scope, 'DELETE'],
    answer: (call) => deleteRules(call, call.query.get('ids')?.split(',') ?? []),
  },
  {
    call: `GET ${path}/{rule}`,
    scope: [scope, 'READ'],
    answer: (call, { rule }) => listRules(call, ({ id }) => id === rule),
  },
  { call: `PUT ${path}/{rule}`, scope: [scope, 'UPDATE'], answer: (call, { rule = '' }) => changeRule(call, rule) },
  {
    call: `DELETE ${path}/{rule}`,
    scope: [scope, 'DELETE'],
    answer: (call, { rule = '' }) =>
      moduleInQuery(call).locks.some(({ id }) => id === rule) ? deleteRules(call, [rule]) : invalidId(2),
  },
];
