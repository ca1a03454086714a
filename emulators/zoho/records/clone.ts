import { invalidId, itemsAnswer, type Answer } from '../http/answers.ts';
import { bodyList, type Call, type Operation } from '../http/call.ts';
import type { Module, Row, StoredRecord } from '../orgs/org.ts';
import { moduleInPath } from './modules.ts';
import { insertOne, subformOf } from './write-record.ts';

/** What a clone leaves out. docs: record-clone */
const leftOutTypes = new Set(['fileupload', 'imageupload', 'subform']);
const leftOutFields = new Set(['Recurring_Activity', 'Remind_At']);
const references = new Set(['lookup', 'ownerlookup', 'userlookup', 'layout']);

/** Stored values as the input of a new record. */
function inputOf(module: Module, values: Row): Row {
  const input: Row = {};
  for (const [name, field] of module.fields) {
    const value = values[name];
    const isLeftOut = field.readOnly || field.external || leftOutTypes.has(field.type) || leftOutFields.has(name);
    if (isLeftOut || value === undefined || value === null) continue;
    input[name] = references.has(field.type) ? { id: value } : value;
  }
  if (values['$se_module'] !== undefined) input['$se_module'] = values['$se_module'];
  return input;
}

function linesOf(call: Call, module: Module, record: StoredRecord): Row {
  const subform = subformOf(module);
  const lines = call.org.modules.get(subform ?? '');
  return subform && lines ? { [subform]: (record.lines ?? []).map((line) => inputOf(lines, line)) } : {};
}

/** `POST /{module}/{id}/actions/clone`: a copy, with the values of the call in place of the old ones. docs: record-clone */
function cloneRecord(call: Call, module: Module, id: string): Answer {
  const record = module.records.get(id);
  if (!record) return invalidId();
  const [changes = {}] = bodyList(call, 'data') ?? [];
  const input = { ...inputOf(module, record.values), ...linesOf(call, module, record), ...changes };
  call.org.stats.wouldHaveFired += 1;
  const item = insertOne({ call, module, externalLookups: new Map() }, input, '$.data[0]');
  return itemsAnswer([item], 201);
}

export const cloneOperations: Operation[] = [
  {
    call: 'POST /{module}/{id}/actions/clone',
    scope: ['modules', 'CREATE'],
    answer: (call, params) => cloneRecord(call, moduleInPath(call, params), params['id'] ?? ''),
  },
];
