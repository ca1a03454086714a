import {
  failure,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  noContent,
  notImitated,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, bodyRow, type Call, type Operation } from '../http/call.ts';
import { nextId, type Module, type Row, type StoredRecord } from '../orgs/org.ts';
import { moduleInPath } from './modules.ts';
import { recordsIn, viewOf } from './views.ts';
import { updateOne, type Write } from './write-record.ts';

/** docs: mass-update-records */
const maxIds = 500;
const maxRecords = 50_000;

/** `over_write` false adds to multi-selects instead of replacing their values. */
function inputOf(module: Module, values: Row, overwrite: boolean): Row {
  if (overwrite) return values;
  const lists = Object.keys(values).filter((name) => module.fields.get(name)?.type === 'multiselectpicklist');
  return { ...values, $append_values: Object.fromEntries(lists.map((name) => [name, true])) };
}

/** The values of the call; an answer if they can't be written to several records. */
function valuesOf(call: Call, module: Module): Row | Answer {
  const [values] = bodyList(call, 'data') ?? [];
  if (!values) return missingKey('data');
  const names = Object.keys(values);
  if (names.length === 0)
    return failure(400, 'INVALID_DATA', 'No field found', { api_name: 'data', json_path: '$.data' });
  const wrong = names.find((name) => {
    const field = module.fields.get(name);
    return !field || field.readOnly || field.unique || field.type === 'subform';
  });
  if (wrong === undefined) return values;
  const details = { api_name: wrong, json_path: `$.data[0].${wrong}` };
  return failure(400, 'INVALID_DATA', 'This field cannot be updated in the Mass Update', details);
}

/** Changes the same values in several records: at most 500 by ids, or those of a view. docs: mass-update-records */
function massUpdate(call: Call, module: Module): Answer {
  const values = valuesOf(call, module);
  if ('status' in values && typeof values.status === 'number') return values as Answer;
  const { ids, cvid, over_write: overwrite, criteria, territory } = bodyRow(call);
  if (criteria !== undefined || territory !== undefined)
    return notImitated('updates by ids or by a view, not by criteria or a territory');
  const write: Write = { call, module, externalLookups: new Map() };
  const input = inputOf(module, values as Row, overwrite === true);
  if (Array.isArray(ids)) {
    if (ids.length > maxIds) return failure(400, 'LIMIT_EXCEEDED', 'count of ids exceeds the limit', { limit: maxIds });
    call.org.stats.wouldHaveFired += ids.length;
    const items = ids.map((id, place): Item => {
      const record = module.records.get(String(id));
      const where = { api_name: 'ids', json_path: `$.ids[${place}]` };
      return record
        ? updateOne(write, record, input, '$.data[0]')
        : itemError('INVALID_DATA', 'the id given seems to be invalid', where);
    });
    return itemsAnswer(items, 200);
  }
  if (cvid === undefined) return missingKey('ids');
  const found = recordsIn(call, module, viewOf(module, String(cvid)));
  if (found.length === 0) return failure(400, 'NO_RECORDS_FOUND', 'no record found to update');
  if (found.length > maxRecords) return failure(400, 'LIMIT_EXCEEDED', 'Record count exceeded', { limit: maxRecords });
  call.org.stats.wouldHaveFired += found.length;
  const job_id = runJob(write, found, input);
  return { status: 200, body: { data: [itemSuccess('mass update scheduled successfully', { job_id })] } };
}

/** Runs at once; Zoho schedules it. */
function runJob(write: Write, found: StoredRecord[], input: Row): string {
  const items = found.map((record) => updateOne(write, record, input, '$.data[0]'));
  const failed = items.filter((item) => item.status === 'error').length;
  const id = nextId(write.call.org);
  const counts = { Failed_Count: failed, Updated_Count: items.length - failed, Not_Updated_Count: 0 };
  write.call.org.massUpdates.set(id, { Status: 'COMPLETED', ...counts, Total_Count: items.length });
  return id;
}

function readJob(call: Call): Answer {
  const job = call.org.massUpdates.get(call.query.get('job_id') ?? '');
  return job ? { status: 200, body: { data: [job] } } : noContent;
}

const path = '/{module}/actions/mass_update';
export const massUpdateOperations: Operation[] = [
  {
    call: `POST ${path}`,
    scope: ['mass_update', 'UPDATE'],
    answer: (call, params) => massUpdate(call, moduleInPath(call, params)),
  },
  { call: `GET ${path}`, scope: ['mass_update', 'UPDATE'], answer: (call) => readJob(call) },
];
