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
import { isLocked, recordLocked } from './lock-rules.ts';
import { renderTime, renderUser } from './render.ts';

/** docs: tags, errors */
const maxPerModule = 100;
const maxPerRecord = 10;
const maxRecords = 500;
const longestName = 25;
const forbidden = /[<>,]|\p{Emoji_Presentation}/u;
/** docs: create-tags */
const colours = [
  ...['#F17574', '#F48435', '#E7A826', '#A8C026', '#63C57E', '#1DB9B4', '#57B1FD', '#879BFC', '#D297EE', '#FD87BD'],
  ...['#969696', '#658BA8', '#B88562'],
];

/** An error in the name or colour of a tag. */
function checkTag(tag: Row, path: string): Item | null {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const { name, color_code: colour } = tag;
  if (name === undefined || name === null || name === '')
    return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('name'));
  if (String(name).length > longestName)
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: longestName, ...at('name') });
  if (forbidden.test(String(name))) return itemError('INVALID_DATA', 'invalid data', at('name'));
  return colour === undefined || colour === null || colours.includes(String(colour).toUpperCase())
    ? null
    : itemError('INVALID_DATA', 'invalid data', { ...at('color_code'), supported_values: colours });
}

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
  const known = (tag: Row) => module.tags.has(String(tag['id']));
  const wrong = (given as Row[]).map((tag, at) => (known(tag) ? null : checkTag(tag, `${where.json_path}[${at}]`)));
  const rejected = wrong.filter((error) => error !== null);
  if (rejected.length > 0) {
    errors.push(...rejected);
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
    const error = checkTag(tag, `$.tags[${place}]`);
    if (error) return error;
    const existing = tagNamed(module, name);
    if (existing && (tag['color_code'] ?? existing.colour) !== existing.colour)
      return itemError('MAPPING_MISMATCH', 'Given tag present with different color already', {
        id: existing.id,
        ...where,
      });
    if (existing) return itemError('DUPLICATE_DATA', 'the tag name is duplicate', { id: existing.id, ...where });
    const id = findOrCreateTag(call.org, module, name, (tag['color_code'] as string | undefined) ?? null, call.now);
    if (id === null) return limitError(where.json_path, maxPerModule);
    const { name: _, id: __, color_code: ___, ...details } = renderTag(call, { id, name, colour: null, at: call.now });
    return itemSuccess('tags created successfully', { ...details, id, color_code: tag['color_code'] ?? null });
  });
  return itemsAnswer(items, 201, 'tags');
}

const tagNamed = (module: Module, name: string) =>
  [...module.tags.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());

/** Changes names and colours of tags. docs: update-tags */
function changeTagsOf(call: Call, own: string | null): Answer {
  const module = moduleInQuery(call);
  const given = bodyList(call, 'tags');
  if (!given) return missingKey('tags');
  const items = given.map((change, place): Item => {
    const path = `$.tags[${place}]`;
    const tag = module.tags.get(own ?? String(change['id']));
    if (!tag) return itemError('INVALID_DATA', 'invalid data', { api_name: 'id', json_path: `${path}.id` });
    const next = { name: tag.name, color_code: tag.colour, ...change };
    const error = checkTag(next, path);
    if (error) return error;
    const other = tagNamed(module, next.name);
    if (other && other !== tag)
      return itemError('DUPLICATE_DATA', 'the tag name is duplicate', { id: other.id, api_name: 'name' });
    Object.assign(tag, { name: next.name, colour: next.color_code });
    const { name: _, ...details } = renderTag(call, tag);
    return itemSuccess('tags updated successfully', details);
  });
  return itemsAnswer(items, 200, 'tags');
}

/** docs: record-count-for-a-tag */
function countTagged(call: Call, id: string): Answer {
  const { records } = moduleInQuery(call);
  const found = [...records.values()].filter((record) => record.tags?.includes(id));
  return { status: 200, body: { count: String(found.length) } };
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
  if (ids.length > maxRecords)
    return failure(400, 'LIMIT_EXCEEDED', 'count of ids exceeds the limit', { limit: maxRecords });
  const overwrite = body['over_write'] === true || body['over_write'] === 'true';
  const items = ids.map((id): Item => {
    const record = module.records.get(id);
    if (!record) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id });
    if (isLocked(call, module, record, 'tags')) return recordLocked('$.ids');
    return adding ? addTags(call, module, record, tags, overwrite) : removeTags(module, record, tags);
  });
  const count = (wanted: (item: Item) => boolean): string => String(items.filter(wanted).length);
  const { status, body: answered } = itemsAnswer(items, 200);
  const counts = {
    success_count: count((item) => item.status === 'success'),
    locked_count: count((item) => item.code === 'RECORD_LOCKED'),
  };
  return { status, body: { ...(answered as Row), ...counts } };
}

const tagsOf = (module: Module, record: StoredRecord): Row[] =>
  (record.tags ?? []).map((id) => ({ id, name: module.tags.get(id)?.name, color_code: module.tags.get(id)?.colour }));

function addTags(call: Call, module: Module, record: StoredRecord, tags: Row[], overwrite: boolean): Item {
  const isKnown = (tag: Row) => module.tags.has(String(tag['id']));
  const wrong = tags.map((tag, place) => (isKnown(tag) ? null : checkTag(tag, `$.tags[${place}]`)));
  const error = wrong.find((one) => one !== null);
  if (error) return error;
  // The id has priority over the name.
  const ids = tags.map((tag) => {
    if (isKnown(tag)) return String(tag['id']);
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
  const named = new Set(tags.map((tag) => String(tag['name']).toLowerCase()));
  const ids = new Set(tags.map((tag) => tag['id']));
  const isRemoved = (id: string) => ids.has(id) || named.has(module.tags.get(id)?.name.toLowerCase() ?? '');
  record.tags = (record.tags ?? []).filter((id) => !isRemoved(id));
  return itemSuccess('tags updated successfully', { id: record.id, tags: tagsOf(module, record) });
}

const idsIn = (call: Call): string[] =>
  ((bodyRow(call)['ids'] as string[] | undefined) ?? call.query.get('ids')?.split(',') ?? []).map(String);
/** One credit for 50 records. docs: api-limits */
const tagCost = (call: Call) => Math.max(1, Math.ceil(idsIn(call).length / 50));

export const tagOperations: Operation[] = [
  { call: 'GET /settings/tags', scope: ['settings.tags', 'READ'], answer: listTags },
  { call: 'POST /settings/tags', scope: ['settings.tags', 'CREATE'], answer: createTags },
  { call: 'PUT /settings/tags', scope: ['settings.tags', 'UPDATE'], answer: (call) => changeTagsOf(call, null) },
  {
    call: 'PUT /settings/tags/{id}',
    scope: ['settings.tags', 'UPDATE'],
    answer: (call, { id = '' }) => changeTagsOf(call, id),
  },
  {
    call: 'GET /settings/tags/{id}/actions/records_count',
    scope: ['settings.tags', 'READ'],
    answer: (call, { id = '' }) => countTagged(call, id),
  },
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
