import {
  failure,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  missingParameter,
  noContent,
  notImitated,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyRow, pageOf, type Call, type Operation } from '../http/call.ts';
import { addRecord, removeRecord } from '../orgs/module-records.ts';
import type { DeletedRecord, Module } from '../orgs/org.ts';
import { externalKey, resolveId } from './external-ids.ts';
import { isLocked, recordLocked } from './lock-rules.ts';
import { moduleInPath } from './modules.ts';
import { displayName, renderTime, renderUser } from './render.ts';

/** A record stays in the recycle bin for 60 days. docs: get-deleted-records */
const binMs = 60 * 24 * 3_600_000;

/** Moves a record to the recycle bin. */
function deleteOne(call: Call, module: Module, id: string, path: string): Item {
  const record = module.records.get(id);
  if (!record) return itemError('INVALID_DATA', 'record not deleted', { id });
  if (isLocked(call, module, record, 'delete')) return recordLocked(path);
  module.deleted.set(id, {
    record,
    ...{ notes: [], files: [] },
    name: displayName(module, record),
    at: call.now,
    by: call.user.id,
    permanent: false,
  });
  removeRecord(module, record, call.now);
  return itemSuccess('record deleted', { id });
}

/** Deletes records, and with them the notes and files on them. */
function deleteAll(call: Call, module: Module, ids: string[], itemOf: (id: string, place: number) => Item): Item[] {
  const items = ids.map(itemOf);
  const gone = new Map(
    items.flatMap(({ status, details }) => {
      const deleted = status === 'success' ? module.deleted.get(String(details['id'])) : undefined;
      return deleted ? [[deleted.record.id, deleted] as const] : [];
    }),
  );
  const notes = call.org.modules.get('Notes');
  if (!notes || notes === module || gone.size === 0) return items;
  for (const note of [...notes.records.values()]) {
    const parent = gone.get(String(note.values['Parent_Id']));
    if (!parent) continue;
    parent.notes.push(note);
    removeRecord(notes, note, call.now);
  }
  for (const file of [...call.org.attachments.values()]) {
    const parent = file.module === module.name ? gone.get(file.parent) : undefined;
    if (!parent) continue;
    parent.files.push(file);
    call.org.attachments.delete(file.id);
  }
  return items;
}

/** `DELETE /{module}?ids=` and `DELETE /{module}/{id}`. Automations run unless `wf_trigger=false`. docs: delete-records */
export function deleteRecords(call: Call, module: Module, given: string[]): Answer {
  if (given.length === 0) return missingParameter('ids');
  if (given.length > 100) {
    return failure(400, 'LIMIT_EXCEEDED', 'the ids limit is exceeded', { limit: 100, param_name: 'ids' });
  }
  const isLockFault = call.faults.some((rule) => rule.kind === 'record-locked');
  const ids = externalKey(call, module) ? given.map((one) => resolveId(call, module, one)) : given;
  const items = deleteAll(call, module, ids, (id, place) =>
    isLockFault ? recordLocked(`$.ids[${place}]`) : deleteOne(call, module, id, `$.ids[${place}]`),
  );
  const { stats } = call.org;
  if (call.query.get('wf_trigger') !== 'false') stats.wouldHaveFired += ids.length;
  const name = `${module.name}.delete`;
  stats.writes[name] = (stats.writes[name] ?? 0) + items.filter((item) => item.status === 'success').length;
  return itemsAnswer(items, 200);
}

/** `POST /{module}/actions/mass_delete` with up to 500 ids. docs: mass-delete */
function massDelete(call: Call, module: Module): Answer {
  const { ids, cvid } = bodyRow(call);
  if (!Array.isArray(ids))
    return cvid === undefined ? missingKey('ids') : notImitated('deletes by ids only, not by a custom view');
  if (ids.length > 500) return failure(400, 'LIMIT_EXCEEDED', 'count of ids exceeds the limit', { limit: 500 });
  const items = deleteAll(call, module, ids.map(String), (id, place): Item => {
    const item = deleteOne(call, module, id, `$.ids[${place}]`);
    return item.status === 'success' ? { ...item, message: 'record is deleted' } : item;
  });
  return itemsAnswer(items, 200);
}

interface BinEntry {
  module: Module;
  deleted: DeletedRecord;
}

/** The recycle bin, newest records first. Removes records that are older than 60 days. */
function binOf(call: Call): BinEntry[] {
  const found: BinEntry[] = [];
  for (const module of call.org.modules.values()) {
    for (const deleted of module.deleted.values()) {
      if (!deleted.permanent && deleted.at + binMs <= call.now) deleted.permanent = true;
      if (!deleted.permanent) found.push({ module, deleted });
    }
  }
  return found.sort((a, b) => b.deleted.at - a.deleted.at);
}

function renderEntry(call: Call, { module, deleted }: BinEntry) {
  const { email: _, ...who } = renderUser(call.org, deleted.by);
  const { email: __, ...owner } = renderUser(call.org, deleted.record.values['Owner']);
  return {
    id: deleted.record.id,
    display_name: deleted.name,
    deleted_time: renderTime(deleted.at, call.user.timeZone),
    deleted_by: who,
    owner,
    module: { api_name: module.name, id: module.id },
  };
}

function listBin(call: Call): Answer {
  const { shown, info } = pageOf(call, binOf(call));
  if (shown.length === 0) return noContent;
  return { status: 200, body: { recycle_bin: shown.map((one) => renderEntry(call, one)), info } };
}

function changeBin(call: Call, ids: string[], action: (entry: BinEntry) => void, message: string): Answer {
  const entries = new Map(binOf(call).map((one) => [one.deleted.record.id, one]));
  const items = ids.map((id): Item => {
    const entry = entries.get(id);
    if (!entry) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id });
    action(entry);
    return itemSuccess(message, { id });
  });
  return itemsAnswer(items, 200, 'recycle_bin');
}

const purge = ({ deleted }: BinEntry): void => {
  deleted.permanent = true;
};
const restoreTo =
  ({ org, now }: Call) =>
  ({ module, deleted }: BinEntry): void => {
    module.deleted.delete(deleted.record.id);
    addRecord(module, deleted.record, now);
    const notes = org.modules.get('Notes');
    for (const note of notes ? deleted.notes : []) addRecord(notes!, note, now);
    for (const file of deleted.files) org.attachments.set(file.id, file);
  };
const idsOf = (call: Call): string[] => call.query.get('ids')?.split(',') ?? [];

export const deletionOperations: Operation[] = [
  {
    call: 'DELETE /{module}',
    scope: ['modules', 'DELETE'],
    answer: (call, params) => deleteRecords(call, moduleInPath(call, params), idsOf(call)),
  },
  {
    call: 'DELETE /{module}/{id}',
    scope: ['modules', 'DELETE'],
    answer: (call, params) => deleteRecords(call, moduleInPath(call, params), [params['id'] ?? '']),
  },
  {
    call: 'POST /{module}/actions/mass_delete',
    scope: ['mass_delete', 'DELETE'],
    cost: (call) => Math.max(1, Math.ceil(((bodyRow(call)['ids'] as unknown[] | undefined)?.length ?? 0) / 100)),
    answer: (call, params) => massDelete(call, moduleInPath(call, params)),
  },
  { call: 'GET /settings/recycle_bin', scope: ['settings.recycle_bin', 'READ'], answer: listBin },
  {
    call: 'DELETE /settings/recycle_bin',
    scope: ['settings.recycle_bin', 'DELETE'],
    answer: (call) => changeBin(call, idsOf(call), purge, 'record deleted'),
  },
  {
    call: 'DELETE /settings/recycle_bin/{id}',
    scope: ['settings.recycle_bin', 'DELETE'],
    answer: (call, { id = '' }) => changeBin(call, [id], purge, 'record deleted'),
  },
  {
    call: 'POST /settings/recycle_bin/actions/restore',
    scope: ['settings.recycle_bin', 'CREATE'],
    answer: (call) => {
      const ids = (bodyRow(call)['ids'] as string[] | undefined) ?? idsOf(call);
      return changeBin(call, ids, restoreTo(call), 'record restored');
    },
  },
];
