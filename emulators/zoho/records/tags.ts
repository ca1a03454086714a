import {
  failure,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, bodyRow, type Call, type Operation } from '../http/call.ts';
import { nextId, type Module, type Org, type Row, type StoredRecord } from '../orgs/org.ts';
import { moduleInQuery, moduleInPath } from './modules.ts';
import { renderTime, renderUser } from './render.ts';

/** docs: tags, errors */
const maxPerModule = 100;
const maxPerRecord = 10;

/** The id of the tag with this name. Creates it if necessary; null if the module has too many tags. */
function findOrCreateTag(org: Org, module: Module, name: string, colour: string | null, now: number): string | null {
  for (const tag of module.tags.values()) if (tag.name.toLowerCase() === name.toLowerCase()) return tag.id;
  if (module.tags.size >= maxPerModule) return null;
  const id = nextId(org);
  module.tags.set(id, { id, name, colour, at: now });
  return id;
}

const limitError = (path: string, limit: number): Item =>
  itemError('LIMIT_EXCEEDED', 'tag limit exceeded', { limit, api_name: 'Tag', json_path: path });

/** Reads the tags in the input of a record: `[{"name": "migrated"}]`. */
export function readTags(
  org: Org,
  module: Module,
  given: unknown,
  path: string,
  now: number,
  errors: Item[],
): string[] | null {
  if (given === undefined || given === null) return null;
  const where = { api_name: 'Tag', json_path: `${path}.Tag` };
  if (!Array.isArray(given)) {
    errors.push(itemError('INVALID_DATA', 'invalid data', { expected_data_type: 'jsonarray', ...where }));
    return null;
  }
  if (given.length > maxPerRecord) errors.push(limitError(where.json_path, maxPerRecord));
  const ids = (given as Row[]).map((tag) =>
    module.tags.has(String(tag['id']))
      ? String(tag['id'])
      : findOrCreateTag(org, module, String(tag['name'] ?? ''), null, now),
  );
  if (ids.includes(null)) errors.push(limitError(where.json_path, maxPerModule));
  return ids.filter((id) => id !== null);
}

const renderTag = (call: Call, tag: { id: string; name: string; colour: string | null; at: number }): Row => {
  const { email: _, ...who } = renderUser(call.org, call.org.users[0]?.id);
  const at = renderTime(tag.at, call.user.timeZone);
  const times = { created_time: at, modified_time: at, created_by: who, modified_by: who };
  return { ...times, name: tag.name, id: tag.id, color_code: tag.colour };
};

function listTags(call: Call): Answer {
  const tags = [...moduleInQuery(call).tags.values()].map((tag) => renderTag(call, tag));
  if (tags.length === 0) return noContent;
  return { status: 200, body: { tags, info: { count: tags.length, allowed_count: maxPerModule } } };
}

function createTags(call: Call): Answer {
  const module = moduleInQuery(call);
  const tags = bodyList(call, 'tags');
  if (!tags) return missingKey('tags');
  const items = tags.map((tag, place): Item => {
    const name = String(tag['name'] ?? '');
    const where = { api_name: 'name', json_path: `$.tags[${place}].name` };
    if (name === '') return itemError('MANDATORY_NOT_FOUND', 'required field not found', where);
    const existing = [...module.tags.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (existing) return itemError('DUPLICATE_DATA', 'the tag name is duplicate', { id: existing.id, ...where });
    const id = findOrCreateTag(call.org, module, name, (tag['color_code'] as string | undefined) ?? null, call.now);
    if (id === null) return limitError(where.json_path, maxPerModule);
    const { name: _, id: __, color_code: ___, ...details } = renderTag(call, { id, name, colour: null, at: call.now });
    return itemSuccess('tags created successfully', { ...details, id, color_code: tag['color_code'] ?? null });
  });
  return itemsAnswer(items, 201, 'tags');
}

function deleteTag(call: Call, id: string): Answer {
  const module = [...call.org.modules.values()].find((one) => one.tags.has(id));
  if (!module) return failure(400, 'INVALID_DATA', 'invalid data', { id });
  module.tags.delete(id);
  for (const record of module.records.values()) record.tags = record.tags?.filter((tag) => tag !== id) ?? null;
  return { status: 200, body: { tags: [itemSuccess('tags deleted successfully', { id })] } };
}

/** Adds tags to records or removes them. docs: add-tags, remove-tags */
function changeTags(call: Call, module: Module, ids: string[], adding: boolean): Answer {
  const body = bodyRow(call);
  const names = call.query.get('tag_names')?.split(',') ?? [];
  const tags = bodyList(call, 'tags') ?? names.map((name) => ({ name }));
  if (tags.length === 0) return missingKey('tags');
  if (ids.length > 500) return failure(400, 'LIMIT_EXCEEDED', 'count of ids exceeds the limit', { limit: 500 });
  const overwrite = body['over_write'] === true || body['over_write'] === 'true';
  const items = ids.map((id): Item => {
    const record = module.records.get(id);
    if (!record) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id });
    return adding ? addTags(call, module, record, tags, overwrite) : removeTags(module, record, tags);
  });
  return itemsAnswer(items, 200);
}

const tagsOf = (module: Module, record: StoredRecord): Row[] =>
  (record.tags ?? []).map((id) => ({ id, name: module.tags.get(id)?.name, color_code: module.tags.get(id)?.colour }));

function addTags(call: Call, module: Module, record: StoredRecord, tags: Row[], overwrite: boolean): Item {
  const ids = tags.map((tag) => {
    const colour = (tag['color_code'] as string | undefined) ?? null;
    return findOrCreateTag(call.org, module, String(tag['name']), colour, call.now);
  });
  const next = [...new Set([...(overwrite ? [] : (record.tags ?? [])), ...ids.filter((id) => id !== null)])];
  if (next.length > maxPerRecord || ids.includes(null))
    return limitError('$.tags', next.length > maxPerRecord ? maxPerRecord : maxPerModule);
  record.tags = next;
  return itemSuccess('tags updated successfully', { id: record.id, tags: tagsOf(module, record) });
}

function removeTags(module: Module, record: StoredRecord, tags: Row[]): Item {
  const names = new Set(tags.map((tag) => String(tag['name']).toLowerCase()));
  record.tags = (record.tags ?? []).filter((id) => !names.has(module.tags.get(id)?.name.toLowerCase() ?? ''));
  return itemSuccess('tags updated successfully', { id: record.id, tags: tagsOf(module, record) });
}

const idsIn = (call: Call): string[] =>
  ((bodyRow(call)['ids'] as string[] | undefined) ?? call.query.get('ids')?.split(',') ?? []).map(String);
/** One credit for 50 records. docs: api-limits */
const tagCost = (call: Call) => Math.max(1, Math.ceil(idsIn(call).length / 50));

export const tagOperations: Operation[] = [
  { call: 'GET /settings/tags', scope: ['settings.tags', 'READ'], answer: listTags },
  { call: 'POST /settings/tags', scope: ['settings.tags', 'CREATE'], answer: createTags },
  {
    call: 'DELETE /settings/tags/{id}',
    scope: ['settings.tags', 'DELETE'],
    answer: (call, { id = '' }) => deleteTag(call, id),
  },
  ...(['add_tags', 'remove_tags'] as const).flatMap((action): Operation[] => [
    {
      call: `POST /{module}/actions/${action}`,
      scope: ['modules', 'UPDATE'],
      cost: tagCost,
      answer: (call, params) => changeTags(call, moduleInPath(call, params), idsIn(call), action === 'add_tags'),
    },
    {
      call: `POST /{module}/{id}/actions/${action}`,
      scope: ['modules', 'UPDATE'],
      answer: (call, params) =>
        changeTags(call, moduleInPath(call, params), [params['id'] ?? ''], action === 'add_tags'),
    },
  ]),
];
