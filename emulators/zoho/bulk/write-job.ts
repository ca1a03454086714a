import { failure, itemSuccess, missingKey, Rejection, type Answer } from '../http/answers.ts';
import { bodyRow, type Call } from '../http/call.ts';
import { nextId, type Job, type Module, type Row } from '../orgs/org.ts';
import { subforms } from '../orgs/inventory-modules.ts';
import { checkAccess } from '../records/modules.ts';
import { renderTime, renderUser } from '../records/render.ts';
import { readCsv, unzip } from './archive.ts';
import type { Mapping } from './row.ts';

export const maxRows = 25_000;
const maxColumns = 200;
const unsupported = new Set(['Notes', 'Attachments', 'Events', 'Calls', 'Emails']);

export interface Resource {
  module: Module;
  file: string;
  findBy: string | null;
  ignoreEmpty: boolean;
  mappings: Mapping[];
  /** Rows of the CSV file without its header. */
  rows: string[][];
}
export interface WritePlan {
  operation: 'insert' | 'update' | 'upsert';
  resources: Resource[];
}

const rejection = (code: string, message: string, details: Row = {}) =>
  new Rejection(failure(400, code, message, details));

/** Reads the request of a job and its files, and rejects invalid ones. docs: bulk-write, create-job */
export async function writePlanOf(call: Call): Promise<WritePlan> {
  const body = bodyRow(call);
  const operation = body['operation'];
  if (operation !== 'insert' && operation !== 'update' && operation !== 'upsert') {
    throw rejection('MANDATORY_NOT_FOUND', 'required key operation is not found in request body.');
  }
  checkCallback(body['callback'] as Row | undefined);
  const given = body['resource'];
  if (!Array.isArray(given) || given.length === 0) throw new Rejection(missingKey('resource'));
  const resources: Resource[] = [];
  for (const one of given as Row[]) resources.push(await resourceOf(call, one, body, operation));
  checkTogether(resources);
  if (resources.reduce((sum, one) => sum + one.rows.length, 0) > maxRows) {
    throw rejection('LIMIT_EXCEEDED', 'the number of records exceeds the limit', { limit: maxRows });
  }
  return { operation, resources };
}

/** A job has one module, and the subform of that module behind it. docs: bulk-write, limitations */
function checkTogether([first, ...others]: Resource[]): void {
  const index = others.findIndex(({ module }) => subforms[module.name] !== first?.module.name);
  if (index < 0) return;
  const details = { api_name: 'module', json_path: `$.resource[${index + 1}].module` };
  throw rejection('COEXISTENCE_NOT_ALLOWED', 'the modules cannot be in the same job', details);
}

/** Rejects callbacks to other machines. */
function checkCallback(callback: Row | undefined): void {
  if (!callback) return;
  if (String(callback['method']).toLowerCase() !== 'post') {
    throw rejection('INVALID_CALLBACK_METHOD', 'invalid callback method', { supported_callback_methods: ['post'] });
  }
  const url = String(callback['url']);
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
    throw rejection('INVALID_CALLBACK_URL', 'invalid callback url');
}

async function resourceOf(call: Call, given: Row, body: Row, operation: string): Promise<Resource> {
  const name = String((given['module'] as Row | undefined)?.['api_name'] ?? given['module'] ?? '');
  const module = call.org.modules.get(name);
  if (!module || unsupported.has(name))
    throw rejection('MODULE_NOT_AVAILABLE', `Requested module '${name}' is not available.`);
  checkAccess(call, module);
  const file = call.org.files.get(String(given['file_id']));
  if (!file) throw rejection('INVALID_FILE_ID', 'improper file id');
  const files = await unzip(file.bytes);
  if (!files) throw rejection('FILE_NOT_SUPPORTED', 'File not supported for bulk write');
  const [wanted = [...files.keys()][0] ?? ''] = (given['file_names'] as string[] | undefined) ?? [];
  const content = files.get(wanted);
  if (!content) throw rejection('FILE_NOT_FOUND', 'file not found in the uploaded archive', { file_name: wanted });
  const [header = [], ...rows] = readCsv(content, String(body['character_encoding'] ?? 'UTF-8'));
  const mappings = (given['field_mappings'] as Mapping[] | undefined) ?? header.map(mappingOf);
  checkMappings(module, mappings, header, operation);
  const findBy = (given['find_by'] ?? body['find_by'] ?? null) as string | null;
  if (operation !== 'insert' && findBy === null && module.kind !== 'subform') {
    throw rejection('MANDATORY_NOT_FOUND', 'Required key find_by is not available');
  }
  if (findBy !== null && findBy !== 'id' && !module.fields.get(findBy)?.unique) {
    throw rejection('INVALID_FIELD', `invalid mapping. invalid api_name ${findBy}.`);
  }
  const ignoreEmpty = (given['ignore_empty'] ?? body['ignore_empty']) === true;
  return { module, file: wanted, findBy, ignoreEmpty, mappings, rows };
}

/** The mapping of a header name, if the request has no mappings. `Account_Name.id` maps a lookup by id. */
const mappingOf = (column: string, index: number): Mapping => {
  const [name = '', by] = column.trim().split('.');
  return by === undefined ? { api_name: name, index } : { api_name: name, index, find_by: by };
};

function checkMappings(module: Module, mappings: Mapping[], header: string[], operation: string): void {
  if (mappings.length > maxColumns) {
    throw rejection('HEADER_LIMIT_EXCEEDED', 'header limit exceeded', { limit: maxColumns });
  }
  for (const { api_name, index } of mappings) {
    const [name = ''] = api_name.split('.');
    const field = module.fields.get(name);
    if (name !== 'id' && (!field || (field.readOnly && name !== 'Parent_Id'))) {
      throw rejection('INVALID_FIELD', `invalid mapping. invalid api_name ${api_name}.`);
    }
    if (index !== undefined && index >= header.length) {
      throw rejection('COLUMN_INDEX_NOT_FOUND', 'column index not found', { index: String(index) });
    }
  }
  const names = new Set(mappings.map((mapping) => mapping.api_name.split('.')[0]));
  const isFieldMissing = [...module.fields.values()].some(
    (field) => field.mandatory && field.type !== 'subform' && !field.readOnly && !names.has(field.apiName),
  );
  if (operation !== 'update' && isFieldMissing) {
    throw rejection('MANDATORY_FIELDS_NOT_MAPPED', 'All mandatory fields are not mapped for the layout');
  }
  const isSubform = module.name in subforms;
  if (isSubform && !names.has('Parent_Id'))
    throw rejection('MANDATORY_NOT_FOUND', 'Required key Parent_Id is not available');
}

export function addJob(call: Call, kind: Job['kind']): Job {
  const job: Job = {
    id: nextId(call.org),
    kind,
    at: call.now,
    by: call.user.id,
    body: bodyRow(call),
    state: 'running',
    report: {},
    result: null,
    downloads: [],
  };
  call.org.jobs.set(job.id, job);
  return job;
}

const nameAndId = (call: Call, id: string): Row => {
  const { name } = renderUser(call.org, id);
  return { id, name };
};

/** The answer to a new write job. */
export function writeAccepted(call: Call, job: Job): Answer {
  const item = itemSuccess('success', { id: job.id, created_by: nameAndId(call, job.by) });
  return { status: 201, body: item };
}

/** The state of a job as the API shows it. A job that finishes early still shows as running for `bulkMs`. */
export function stateOf(call: Call, job: Job): 'added' | 'running' | 'completed' | 'failed' {
  const age = call.now - job.at;
  if (age < call.behaviour.bulkMs / 3) return 'added';
  if (job.state === 'running' || age < call.behaviour.bulkMs) return 'running';
  return job.state;
}

const stateNames = { added: 'ADDED', running: 'INPROGRESS', completed: 'COMPLETED', failed: 'FAILED' };

/** `GET /bulk/v8/write/{id}`. docs: bulk-write, job-details */
export function describeWrite(call: Call, job: Job): Answer {
  const state = stateOf(call, job);
  const isDone = state === 'completed';
  const resources = (job.body['resource'] as Row[]).map((one, place): Row => {
    const counts = (job.report['files'] as Row[] | undefined)?.[place];
    const module = call.org.modules.get(String((one['module'] as Row | undefined)?.['api_name']));
    const [name] = (one['file_names'] as string[] | undefined) ?? [];
    const noCounts = {
      status: stateNames[state],
      name: name ?? counts?.['name'] ?? null,
      added_count: 0,
      skipped_count: 0,
      updated_count: 0,
      total_count: 0,
    };
    return {
      status: stateNames[state],
      type: 'data',
      ...(isDone ? { code: 'SUCCESS' } : {}),
      module: { api_name: module?.name, id: module?.id },
      find_by: one['find_by'] ?? null,
      field_mappings: ((one['field_mappings'] as Row[] | undefined) ?? []).map((mapping) => ({
        api_name: mapping['api_name'],
        index: mapping['index'] ?? null,
        format: mapping['format'] ?? null,
        find_by: mapping['find_by'] ?? null,
        default_value: mapping['default_value'] ?? null,
        module: null,
        parent_column_index: mapping['parent_column_index'] ?? null,
      })),
      file: isDone ? counts : noCounts,
    };
  });
  const body: Row = {
    status: stateNames[state],
    character_encoding: job.body['character_encoding'] ?? 'UTF-8',
    resource: resources,
    id: job.id,
    created_by: nameAndId(call, job.by),
    operation: job.body['operation'],
    created_time: renderTime(job.at, call.user.timeZone),
    ...(job.body['callback'] ? { callback: job.body['callback'] } : {}),
    ...(isDone ? { result: { download_url: downloadUrl(call, job) } } : {}),
  };
  return { status: 200, body };
}

/** The URL of the result: relative and with an older version, as in Zoho. */
const downloadUrl = (call: Call, job: Job): string =>
  `/v7/crm/org${call.org.seed.id}/bulk-write/${job.id}/${job.id}.zip`;
