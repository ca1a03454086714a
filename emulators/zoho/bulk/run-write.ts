import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import type { Item } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import { mulberry32 } from '../../mulberry32.ts';
import { findByUnique } from '../orgs/module-records.ts';
import type { Job, Row, StoredRecord } from '../orgs/org.ts';
import { insertOne, subformOf, updateOne, type Write } from '../records/write-record.ts';
import { zip } from './archive.ts';
import { inputOf, type RowInput } from './row.ts';
import type { Resource, WritePlan } from './write-job.ts';

type Status = 'added' | 'updated' | 'skipped' | 'unprocessed';
interface Outcome {
  status: Status;
  id: string;
  errors: string;
}

/** Rows that are processed before other calls get a turn. */
const sliceSize = 500;
/** Input columns that the result repeats. */
const repeatedColumns = 3;

/** Runs a write job and stores its result in the job. */
export async function runWrite(call: Call, job: Job, plan: WritePlan): Promise<void> {
  const isFailing = call.faults.some((rule) => rule.kind === 'job-failure');
  if (isFailing) {
    job.state = 'failed';
    return;
  }
  const partial = call.faults.find((rule) => rule.kind === 'job-partial');
  const draw = mulberry32(partial?.seed ?? 1);
  const isUnprocessed = () => partial !== undefined && draw() < (partial.rows ?? 0.1);
  const children = plan.resources.slice(1).filter((one) => one.module.kind === 'subform');
  const files: [Resource, Outcome[]][] = [];
  for (const resource of plan.resources) {
    if (children.includes(resource)) continue;
    const own = children.find((child) => child.module.name === subformOf(resource.module)) ?? null;
    files.push(...(await runResource(call, plan, resource, own, isUnprocessed)));
  }
  job.result = await zip(
    files.map(([resource, outcomes]) => [`${resource.module.name}-${resource.file}`, csvOf(resource, outcomes)]),
  );
  job.report = { files: files.map(([resource, outcomes]) => countsOf(resource, outcomes)) };
  job.state = 'completed';
  const callback = job.body['callback'] as { url: string } | undefined;
  if (callback)
    void fetch(callback.url, { method: 'POST', body: JSON.stringify(callbackBody(job)) }).catch(() => undefined);
}

const callbackBody = (job: Job): Row => ({
  job_id: job.id,
  operation: job.body['operation'],
  state: 'COMPLETED',
  result: job.report,
});

function csvOf({ mappings, rows }: Resource, outcomes: Outcome[]): string {
  const shown = mappings.filter((mapping) => mapping.index !== undefined).slice(0, repeatedColumns);
  const header = [...shown.map((mapping) => mapping.api_name), 'STATUS', 'RECORD_ID', 'ERRORS'];
  const lines = rows.map((row, place) => {
    const { status, id, errors } = outcomes[place] ?? unprocessed;
    return [...shown.map((mapping) => row[mapping.index ?? 0] ?? ''), status, id, errors];
  });
  return stringify([header, ...lines]);
}

function countsOf({ file, rows }: Resource, outcomes: Outcome[]): Row {
  const count = (status: Status) => outcomes.filter((one) => one.status === status).length;
  return {
    status: 'COMPLETED',
    name: file,
    added_count: count('added'),
    skipped_count: count('skipped') + count('unprocessed'),
    updated_count: count('updated'),
    total_count: rows.length,
  };
}

/** Rows of a child file, grouped by the key that they share with their parent's row. */
function rowsByParent(call: Call, parent: Resource, child: Resource) {
  const link = child.mappings.find((mapping) => mapping.api_name.startsWith('Parent_Id'));
  const groups = new Map<string, { place: number; read: RowInput }[]>();
  child.rows.forEach((row, place) => {
    const key = row[link?.index ?? 0] ?? '';
    const read = inputOf(call, child.module, child.mappings, row, child.ignoreEmpty);
    const group = groups.get(key);
    if (group) group.push({ place, read });
    else groups.set(key, [{ place, read }]);
  });
  const column = link?.parent_column_index;
  const keyOf = (row: string[]) => (column === undefined ? '' : (row[column] ?? ''));
  return { groups, keyOf, parent };
}

async function runResource(
  call: Call,
  plan: WritePlan,
  resource: Resource,
  child: Resource | null,
  isUnprocessed: () => boolean,
): Promise<[Resource, Outcome[]][]> {
  const { module, rows } = resource;
  if (module.kind === 'subform') return [[resource, rows.map((row) => appendLine(call, resource, row))]];
  const write: Write = { call, module, externalLookups: new Map() };
  const byParent = child ? rowsByParent(call, resource, child) : null;
  const outcomes: Outcome[] = [];
  const lines: Outcome[] = (child?.rows ?? []).map(() => skipped('RESOURCE_NOT_FOUND-Parent_Id'));
  for (const [place, row] of rows.entries()) {
    if (place % sliceSize === sliceSize - 1) await nextTurn();
    const key = byParent?.keyOf(row) ?? '';
    const own = byParent?.groups.get(key) ?? [];
    // The rows of a second parent with the same key would be written twice.
    byParent?.groups.delete(key);
    if (isUnprocessed()) {
      outcomes.push(unprocessed);
      for (const { place: at } of own) lines[at] = unprocessed;
      continue;
    }
    const read = inputOf(call, module, resource.mappings, row, resource.ignoreEmpty);
    const childErrors = own.flatMap((one) => one.read.errors);
    const subform = subformOf(module);
    if (own.length > 0 && subform) read.input[subform] = own.map((one) => one.read.input);
    const outcome = writeRow(write, plan, resource, { ...read, errors: [...read.errors, ...childErrors] });
    outcomes.push(outcome);
    const written = module.records.get(outcome.id)?.lines?.slice(-own.length) ?? [];
    for (const [index, { place: at, read: line }] of own.entries())
      lines[at] = lineOutcome(outcome, line, written[index]);
  }
  return child
    ? [
        [resource, outcomes],
        [child, lines],
      ]
    : [[resource, outcomes]];
}

const skipped = (errors: string, id = ''): Outcome => ({ status: 'skipped', id, errors });
const unprocessed: Outcome = { status: 'unprocessed', id: '', errors: '' };

/** A row of a child file becomes a new line of its parent, also if the parent existed. docs: subforms */
function lineOutcome(parent: Outcome, { errors }: RowInput, line: Row | undefined): Outcome {
  if (parent.status === 'skipped') return skipped(errors.join(':') || 'CANNOT_PROCESS-Parent_Id');
  return { status: 'added', id: String(line?.['id'] ?? ''), errors: '' };
}

function writeRow(write: Write, plan: WritePlan, resource: Resource, { input, errors }: RowInput): Outcome {
  if (errors.length > 0) return skipped(errors.join(':'));
  const existing = existingOf(resource, input);
  if (plan.operation === 'insert' && existing) {
    return skipped(`DUPLICATE_DATA-${resource.findBy ?? ''}`, existing.id);
  }
  if (plan.operation === 'update' && !existing) return skipped(`RESOURCE_NOT_FOUND-${resource.findBy ?? 'id'}`);
  const item = existing ? updateOne(write, existing, input, '$') : insertOne(write, input, '$');
  if (item.status === 'success') {
    const name = `${write.module.name}.bulk`;
    const { writes } = write.call.org.stats;
    writes[name] = (writes[name] ?? 0) + 1;
    return { status: existing ? 'updated' : 'added', id: String(item.details['id']), errors: '' };
  }
  return skipped(errorsOf(item), item.code === 'DUPLICATE_DATA' ? String(item.details['id']) : '');
}

function existingOf({ module, findBy }: Resource, input: Row): StoredRecord | undefined {
  if (findBy === null) return undefined;
  return findBy === 'id' ? module.records.get(String(input['id'])) : findByUnique(module, findBy, input[findBy]);
}

/** Errors as `CODE-Column`, joined by a colon. docs: bulk-write, result */
function errorsOf(item: Item): string {
  const all = (item.details['errors'] as Item[] | undefined) ?? [item];
  const byCode = new Map<string, string[]>();
  for (const one of all) {
    const column = String(one.details['api_name'] ?? '');
    byCode.set(one.code, [...(byCode.get(one.code) ?? []), column]);
  }
  return [...byCode].map(([code, columns]) => `${code}-${columns.join(',')}`).join(':');
}

/** Adds a line item to an existing record, with the mapping `{"api_name": "Parent_Id", "find_by": "id"}`. */
function appendLine(call: Call, resource: Resource, row: string[]): Outcome {
  const link = resource.mappings.find((mapping) => mapping.api_name.startsWith('Parent_Id'));
  const module = [...call.org.modules.values()].find((one) => subformOf(one) === resource.module.name);
  const key = row[link?.index ?? 0] ?? '';
  const by = link?.find_by ?? 'id';
  const parent = by === 'id' ? module?.records.get(key) : module && findByUnique(module, by, key);
  if (!module || !parent) return skipped('RESOURCE_NOT_FOUND-Parent_Id');
  const { input, errors } = inputOf(call, resource.module, resource.mappings, row, resource.ignoreEmpty);
  if (errors.length > 0) return skipped(errors.join(':'));
  const item = updateOne(
    { call, module, externalLookups: new Map() },
    parent,
    { [resource.module.name]: [input] },
    '$',
  );
  if (item.status === 'error') return skipped(errorsOf(item));
  return { status: 'added', id: String(parent.lines?.at(-1)?.['id'] ?? ''), errors: '' };
}
