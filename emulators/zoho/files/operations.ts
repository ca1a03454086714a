import {
  binary,
  failure,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  missingParameter,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { pageOf, type Call, type Operation, type Params } from '../http/call.ts';
import { readForm } from '../http/multipart.ts';
import { nextId, type Attachment, type Org, type Row } from '../orgs/org.ts';
import { lacksSpace } from '../orgs/storage.ts';
import { moduleInPath } from '../records/modules.ts';
import { requestedFields } from '../records/read.ts';
import { displayName, renderTime, renderUser } from '../records/render.ts';

const megabyte = 1024 * 1024;
/** docs: attachments (OpenAPI 2026), files */
const largestAttachment = 100 * megabyte;
const largestFile = 20 * megabyte;
const maxFiles = 10;

const noSpace = () => failure(400, 'STORAGE_SPACE_EXCEEDED', 'storage space exceeded');

async function attach(call: Call, params: Params): Promise<Answer> {
  const module = moduleInPath(call, params);
  const parent = params['id'] ?? '';
  if (!module.records.has(parent)) {
    const details = { resource_path_index: 1, related_status: 'invalid' };
    return failure(400, 'INVALID_DATA', 'the related id given seems to be invalid', details);
  }
  const url = call.query.get('attachmentUrl');
  if (url !== null)
    return { status: 200, body: { data: [addAttachment(call, module.name, parent, linkOf(url, call))] } };
  const { files, fields } = await readForm(call.headers, call.raw);
  const linked = fields.get('attachmentUrl');
  const [file] = linked === undefined ? files : [linkOf(linked, call)];
  if (!file)
    return failure(400, 'INVALID_REQUEST', 'The file is missing in the request', {
      expected_type: 'multipart/form-data',
    });
  if (files.length > 1) return failure(400, 'LIMIT_EXCEEDED', 'only one file can be attached at a time', { limit: 1 });
  if (file.bytes.length > largestAttachment) {
    return failure(413, 'FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'file size is more than allowed size');
  }
  if (lacksSpace(call.org, file.bytes.length)) return noSpace();
  return { status: 200, body: { data: [addAttachment(call, module.name, parent, file)] } };
}

const linkOf = (url: string, call: Call) => ({
  name: call.query.get('title') ?? url,
  type: 'text/uri-list',
  bytes: Buffer.from(url),
});

function addAttachment(
  call: Call,
  module: string,
  parent: string,
  file: { name: string; type: string; bytes: Buffer },
): Item {
  const id = nextId(call.org);
  call.org.attachments.set(id, { ...file, id, module, parent, at: call.now, by: call.user.id });
  countWrite(call.org, 'insert');
  const { email: _, ...who } = renderUser(call.org, call.user.id);
  const at = renderTime(call.now, call.user.timeZone);
  const details = { Modified_Time: at, Modified_By: who, Created_Time: at, id, Created_By: who };
  return itemSuccess('attachment uploaded successfully', details);
}

function countWrite({ stats }: Org, operation: 'insert' | 'delete'): void {
  const name = `Attachments.${operation}`;
  stats.writes[name] = (stats.writes[name] ?? 0) + 1;
}

function attachmentsOf(call: Call, params: Params): Attachment[] {
  const module = moduleInPath(call, params);
  const parent = params['id'] ?? '';
  return [...call.org.attachments.values()].filter((one) => one.module === module.name && one.parent === parent);
}

function renderAttachment(call: Call, { id, name, type, bytes, at, by, module, parent }: Attachment): Row {
  const owner = call.org.modules.get(module);
  const time = renderTime(at, call.user.timeZone);
  return {
    id,
    File_Name: name,
    Size: String(bytes.length),
    Owner: renderUser(call.org, by),
    Created_By: renderUser(call.org, by),
    Modified_By: renderUser(call.org, by),
    Created_Time: time,
    Modified_Time: time,
    Parent_Id: { name: displayName(owner, owner?.records.get(parent)), id: parent },
    $file_id: id,
    $type: type === 'text/uri-list' ? 'Link URL' : 'Attachment',
    $se_module: module,
    $editable: true,
    $state: 'save',
    $link_url: type === 'text/uri-list' ? bytes.toString() : null,
    $attachment_type: type === 'text/uri-list' ? 1 : 0,
    $sharing_permission: 'full_access',
  };
}

function listAttachments(call: Call, params: Params): Answer {
  const fields = requestedFields(call);
  const { shown, info } = pageOf(call, attachmentsOf(call, params));
  if (shown.length === 0) return noContent;
  const data = shown.map((one) => {
    const row = renderAttachment(call, one);
    const requested = fields.flatMap((name) => (name in row ? [[name, row[name]] as const] : []));
    const system = Object.entries(row).filter(([name]) => name.startsWith('$') || name === 'id');
    return Object.fromEntries([...requested, ...system]);
  });
  return { status: 200, body: { data, info } };
}

function download(call: Call, params: Params): Answer {
  const found = attachmentsOf(call, params).find((one) => one.id === params['file']);
  return found ? { status: 200, file: binary(found) } : noContent;
}

function removeAttachments(call: Call, params: Params, ids: string[]): Answer {
  const existing = new Set(attachmentsOf(call, params).map((one) => one.id));
  const items = ids.map((id): Item => {
    if (!existing.has(id)) return itemError('INVALID_DATA', 'the id given seems to be invalid', { id });
    call.org.attachments.delete(id);
    countWrite(call.org, 'delete');
    return itemSuccess('record deleted', { id });
  });
  return itemsAnswer(items, 200);
}

/** `POST /files`: at most ten files of 20 MB. Their ids are for file fields and e-mails. docs: upload-files-to-zfs */
async function upload(call: Call): Promise<Answer> {
  const { files } = await readForm(call.headers, call.raw);
  if (files.length === 0) return missingKey('file');
  if (files.length > maxFiles)
    return failure(400, 'LIMIT_EXCEEDED', 'count of files exceeds the limit', { limit: maxFiles });
  if (files.some((file) => file.bytes.length > largestFile)) {
    return failure(415, 'INVALID_DATA', 'file size is more than allowed size', { maximum_length: largestFile });
  }
  if (
    lacksSpace(
      call.org,
      files.reduce((sum, file) => sum + file.bytes.length, 0),
    )
  )
    return noSpace();
  const data = files.map((file) => {
    const id = storeFile(call.org, file, call);
    return itemSuccess(`${file.name} uploaded Succeessfully`, { name: file.name, id });
  });
  return { status: 200, body: { data } };
}

export function storeFile(
  org: Org,
  file: { name: string; type: string; bytes: Buffer },
  { now, user }: Pick<Call, 'now' | 'user'>,
): string {
  const id = nextId(org);
  org.files.set(id, { ...file, id, at: now, by: user.id });
  return id;
}

function readFile(call: Call): Answer {
  const id = call.query.get('id');
  if (id === null) return missingParameter('id');
  const file = call.org.files.get(id);
  return file
    ? { status: 200, file: binary(file) }
    : failure(400, 'INVALID_DATA', 'invalid data', { param_name: 'id' });
}

const path = '/{module}/{id}/Attachments';
export const fileOperations: Operation[] = [
  { call: `POST ${path}`, scope: ['modules.attachments', 'CREATE'], answer: attach },
  { call: `GET ${path}`, scope: ['modules.attachments', 'READ'], answer: listAttachments },
  { call: `GET ${path}/{file}`, scope: ['modules.attachments', 'READ'], answer: download },
  {
    call: `DELETE ${path}`,
    scope: ['modules.attachments', 'DELETE'],
    answer: (call, params) => removeAttachments(call, params, call.query.get('ids')?.split(',') ?? []),
  },
  {
    call: `DELETE ${path}/{file}`,
    scope: ['modules.attachments', 'DELETE'],
    answer: (call, params) => removeAttachments(call, params, [params['file'] ?? '']),
  },
  { call: 'POST /files', scope: ['Files', 'CREATE'], answer: upload },
  { call: 'GET /files', scope: ['Files', 'READ'], answer: readFile },
];
