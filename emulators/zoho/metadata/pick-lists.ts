import {
  failure,
  invalidId,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  missingParameter,
  noContent,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation } from '../http/call.ts';
import { nextId, type GlobalList, type Row } from '../orgs/org.ts';
import { changePickList, pickListOf, sortValues, type GivenValue } from '../orgs/pick-list.ts';
import { renderTime, renderUser } from '../records/render.ts';
import { renderValues, valueId } from './fields.ts';

const key = 'global_picklists';
const scope = 'settings.global_picklist';
/** docs: create-global-picklist */
const longestLabel = 50;
const longestDescription = 1_000;

function renderPickList(call: Call, list: GlobalList): Row {
  const { email: _, ...who } = renderUser(call.org, list.by);
  return {
    id: list.id,
    api_name: list.name.replaceAll(' ', '_'),
    display_label: list.name,
    actual_label: list.name,
    description: list.description,
    created_time: renderTime(list.createdAt, call.user.timeZone),
    modified_time: renderTime(list.modifiedAt, call.user.timeZone),
    created_by: who,
    modified_by: who,
    presence: true,
    pick_list_values_sorted_lexically: list.sorted,
    pick_list_values: renderValues(call.org, list.id, list),
  };
}

/** An error in the label or description of a list, or in the number of its deleted values. */
function checkList(call: Call, given: Row, own: string | null, path: string): Item | null {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const { display_label: label, description } = given;
  if (label !== undefined && (typeof label !== 'string' || label.trim() === ''))
    return itemError('INVALID_DATA', 'invalid data', at('display_label'));
  for (const [name, text, longest] of [
    ['display_label', label, longestLabel],
    ['description', description, longestDescription],
  ] as const) {
    if (typeof text === 'string' && text.length > longest)
      return itemError('INVALID_DATA', 'invalid data', { maximum_length: longest, ...at(name) });
  }
  const isTaken = [...call.org.pickLists.values()].some((list) => list.id !== own && list.name === label);
  if (isTaken) return itemError('DUPLICATE_DATA', 'duplicate data', at('display_label'));
  const deleted = valuesIn(given).filter((value) => '_delete' in value);
  if (deleted.length > 1)
    return itemError('LIMIT_EXCEEDED', 'only one value can be deleted at a time', {
      limit: 1,
      ...at('pick_list_values'),
    });
  return null;
}

const valuesIn = (given: Row): GivenValue[] => (given['pick_list_values'] ?? []) as GivenValue[];

function createList(call: Call, given: Row): Item {
  const path = `$.${key}[0]`;
  for (const name of ['display_label', 'pick_list_values']) {
    const where = { api_name: name, json_path: `${path}.${name}` };
    if (!given[name]) return itemError('MANDATORY_NOT_FOUND', 'required field not found', where);
  }
  const error = checkList(call, given, null, path);
  if (error) return error;
  const id = nextId(call.org);
  const list: GlobalList = {
    ...pickListOf([]),
    ...{ id, name: String(given['display_label']), description: (given['description'] as string | undefined) ?? null },
    ...{ createdAt: call.now, modifiedAt: call.now, by: call.user.id },
  };
  const rejected = changePickList(list, valuesIn(given), valueId(call.org, id), `${path}.pick_list_values`);
  if (rejected) return rejected;
  sortValues(list, given['pick_list_values_sorted_lexically'] === true);
  call.org.pickLists.set(id, list);
  return itemSuccess('Picklist created successfully', { id });
}

/** Creates one pick list for each call. docs: create-global-picklist */
function createLists(call: Call): Answer {
  const given = bodyList(call, key);
  if (!given) return missingKey(key);
  if (given.length > 1) return tooManyRecords();
  return itemsAnswer(
    given.map((one) => createList(call, one)),
    201,
    key,
  );
}

/** docs: update-global-picklist */
function changeList(call: Call, id: string, given: Row, path: string): Item {
  const list = call.org.pickLists.get(id);
  if (!list)
    return itemError('INVALID_DATA', 'the id given seems to be invalid', { api_name: 'id', json_path: `${path}.id` });
  const error =
    checkList(call, given, id, path) ??
    changePickList(list, valuesIn(given), valueId(call.org, id), `${path}.pick_list_values`);
  if (error) return error;
  if (given['display_label'] !== undefined) list.name = String(given['display_label']);
  if (given['description'] !== undefined) list.description = given['description'] as string | null;
  if (given['pick_list_values_sorted_lexically'] !== undefined)
    sortValues(list, given['pick_list_values_sorted_lexically'] === true);
  list.modifiedAt = call.now;
  return itemSuccess('global picklist updated successfully', { id });
}

function changeLists(call: Call, own: string | null): Answer {
  const given = bodyList(call, key);
  if (!given) return missingKey(key);
  const items = given.map((one, place) => changeList(call, own ?? String(one['id']), one, `$.${key}[${place}]`));
  return itemsAnswer(items, own === null ? 201 : 200, key);
}

/** Fields that have the values of a list. */
const fieldsOf = (call: Call, id: string) =>
  [...call.org.modules.values()].flatMap((module) =>
    [...module.fields.values()].flatMap((field) => (field.globalList === id ? [{ module, field }] : [])),
  );

function deleteLists(call: Call, ids: string[]): Answer {
  if (ids.length === 0) return missingParameter('ids');
  const items = ids.map((id): Item => {
    if (!call.org.pickLists.has(id)) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id });
    if (fieldsOf(call, id).length > 0)
      return itemError('NOT_ALLOWED', 'the global picklist is associated with fields', { id });
    call.org.pickLists.delete(id);
    return itemSuccess('global picklist deleted successfully', { id });
  });
  return itemsAnswer(items, 200, key);
}

function readList(call: Call, id: string): Answer {
  const list = call.org.pickLists.get(id);
  return list ? { status: 200, body: { [key]: [renderPickList(call, list)] } } : invalidId(2);
}

function listLists(call: Call): Answer {
  const { shown } = pageOf(call, [...call.org.pickLists.values()]);
  if (shown.length === 0) return noContent;
  return { status: 200, body: { [key]: shown.map((list) => renderPickList(call, list)) } };
}

/** docs: global-picklist-field-association */
function listAssociations(call: Call, id: string): Answer {
  if (!call.org.pickLists.has(id))
    return failure(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 2 });
  const { shown, info } = pageOf(call, fieldsOf(call, id));
  if (shown.length === 0) return noContent;
  const associations = shown.map(({ module, field }) => ({
    field: { api_name: field.apiName, id: field.id },
    module: { plural_label: module.plural, api_name: module.name, id: module.id },
    layouts: module.layouts
      .filter((layout) => layout.fields.has(field.apiName))
      .map((layout) => ({ name: layout.name, id: layout.id, status: 'active' })),
  }));
  return { status: 200, body: { associations, info } };
}

const path = '/settings/global_picklists';
export const pickListOperations: Operation[] = [
  { call: `GET ${path}`, scope: [scope, 'READ'], answer: listLists },
  { call: `POST ${path}`, scope: [scope, 'CREATE'], answer: createLists },
  { call: `PATCH ${path}`, scope: [scope, 'UPDATE'], answer: (call) => changeLists(call, null) },
  {
    call: `DELETE ${path}`,
    scope: [scope, 'DELETE'],
    answer: (call) => deleteLists(call, call.query.get('ids')?.split(',') ?? []),
  },
  { call: `GET ${path}/{id}`, scope: [scope, 'READ'], answer: (call, { id = '' }) => readList(call, id) },
  { call: `PATCH ${path}/{id}`, scope: [scope, 'UPDATE'], answer: (call, { id = '' }) => changeLists(call, id) },
  { call: `DELETE ${path}/{id}`, scope: [scope, 'DELETE'], answer: (call, { id = '' }) => deleteLists(call, [id]) },
  {
    call: `GET ${path}/{id}/actions/associations`,
    scope: [scope, 'READ'],
    answer: (call, { id = '' }) => listAssociations(call, id),
  },
];
