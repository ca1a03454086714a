import { invalidId, type Answer } from '../http/answers.ts';
import { bodyList, type Call, type Operation, type Params } from '../http/call.ts';
import type { Module } from '../orgs/org.ts';
import { moduleInPath } from '../records/modules.ts';
import { writeRecords } from '../records/write.ts';
import { mailOperations } from './mails.ts';

/** Creates notes with this record as their parent. docs: create-notes */
function createNotes(call: Call, params: Params): Answer {
  const module = moduleInPath(call, params);
  const id = params['id'] ?? '';
  if (!module.records.has(id)) return invalidId();
  const parent = { module: { api_name: module.name }, id };
  const data = bodyList(call, 'data')?.map((row) => ({ ...row, Parent_Id: parent })) ?? null;
  return writeRecords(call, call.org.modules.get('Notes') as Module, 'insert', data);
}

export const activityOperations: Operation[] = [
  { call: 'POST /{module}/{id}/Notes', scope: ['modules.notes', 'CREATE'], answer: createNotes },
  ...mailOperations,
];
