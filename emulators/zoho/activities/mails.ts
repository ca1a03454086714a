import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { failure, invalidId, itemError, itemsAnswer, itemSuccess, missingKey, noContent } from '../http/answers.ts';
import { binary, type Answer, type Item } from '../http/answers.ts';
import { bodyList, type Call, type Operation, type Params } from '../http/call.ts';
import { nextId, type Mail, type Module, type Org, type Row } from '../orgs/org.ts';
import { lacksSpace } from '../orgs/storage.ts';
import { formats } from '../records/formats.ts';
import { moduleInPath } from '../records/modules.ts';
import { renderTime, renderUser } from '../records/render.ts';

const mandatory = ['from', 'to', 'subject', 'content', 'date_time', 'sent', 'original_message_id'];
/** Modules that can have e-mails. docs: associate-email */
const mailable = new Set([
  'Leads',
  'Contacts',
  'Accounts',
  'Deals',
  'Quotes',
  'Sales_Orders',
  'Purchase_Orders',
  'Invoices',
]);
const maxMails = 50;
const maxContent = 32_000;
const maxSubject = 500;
/** Of all files of an e-mail together. */
const maxFileBytes = 10 * 1024 * 1024;
const mailFormats: unknown[] = [undefined, null, 'html', 'text'];

/** `POST /{module}/{id}/actions/associate_email`: adds past e-mails with their dates. docs: associate-email */
function associateMail(call: Call, params: Params): Answer {
  const module = moduleInPath(call, params);
  if (!mailable.has(module.name) && module.kind !== 'custom') {
    return failure(400, 'NOT_SUPPORTED', 'the module does not support this operation', { module: module.name });
  }
  const id = params['id'] ?? '';
  if (!module.records.has(id)) {
    return failure(400, 'INVALID_DATA', 'the parent entity id given seems to be invalid', { resource_path_index: 1 });
  }
  // The key is `Emails` in the documentation and `data` in the newer OpenAPI files.
  const key = bodyList(call, 'Emails') ? 'Emails' : 'data';
  const mails = bodyList(call, key);
  if (!mails) return missingKey('Emails');
  if (mails.length > maxMails)
    return failure(400, 'LIMIT_EXCEEDED', 'count of e-mails exceeds the limit', { limit: maxMails });
  const items = mails.map((mail, place) => associateOne(call, module, id, mail, `$.${key}[${place}]`));
  const { writes } = call.org.stats;
  writes['Emails.insert'] = (writes['Emails.insert'] ?? 0) + items.filter(({ status }) => status === 'success').length;
  return itemsAnswer(items, 201, key);
}

function associateOne(call: Call, module: Module, parent: string, mail: Row, path: string): Item {
  const { org } = call;
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const missing = mandatory.find((name) => mail[name] === undefined || mail[name] === null);
  if (missing) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at(missing));
  const wrong = wrongField(call, mail);
  if (wrong) {
    const { name, ...details } = wrong;
    return itemError('INVALID_DATA', 'invalid data', { ...details, ...at(name) });
  }
  const owner = (mail['owner'] as Row | undefined)?.['id'];
  if (owner !== undefined && !org.users.some((user) => user.id === owner)) {
    return itemError('INVALID_DATA', 'Provide a Proper owner id', at('owner'));
  }
  const { attachments = [], ...body } = mail as Row & { attachments?: Row[] };
  const ids = [...new Set(attachments.map((file) => String(file['id'])))];
  const files = ids.flatMap((id) => org.files.get(id) ?? []);
  if (files.length < attachments.length)
    return itemError('INVALID_DATA', 'provided file id is improper', at('attachments'));
  const size = files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (size > maxFileBytes) return itemError('FILE_SIZE_EXCEEDS', 'file size exceeds', at('attachments'));
  const original = String(mail['original_message_id']);
  const { originals } = indexOf(org);
  const other = org.mails.get(originals.get(original) ?? '');
  // Those of a deleted record don't count. How Zoho compares them is not documented.
  if (other && isPresent(org, other)) return itemError('DUPLICATE_DATA', 'duplicate data', at('original_message_id'));
  if (lacksSpace(org, Buffer.byteLength(String(mail['content']))))
    return itemError('STORAGE_SPACE_EXCEEDS', 'storage space exceeds', {});
  const id = createHash('sha256').update(nextId(org)).digest('hex');
  // An uploaded file belongs to one e-mail, and its id can't be used again.
  for (const file of files) org.files.delete(file.id);
  addMail(org, id, { module: module.name, parent, at: call.now, body, files });
  return itemSuccess('Your mail has been added successfully', { message_id: id });
}

/** The first field with a wrong value, and what Zoho says of it. */
function wrongField(call: Call, mail: Row): { name: string; [detail: string]: unknown } | null {
  const { content, subject, to, cc, bcc, from, sent } = mail;
  if (String(content).length > maxContent) return { name: 'content', maximum_length: maxContent };
  if (String(subject).length > maxSubject) return { name: 'subject', maximum_length: maxSubject };
  if (subject === '') return { name: 'subject', minimum_length: 1 };
  if (typeof sent !== 'boolean') return { name: 'sent', expected_data_type: 'boolean' };
  if (!mailFormats.includes(mail['mail_format'])) return { name: 'mail_format', expected_data_type: 'string' };
  const sentAt = typeof mail['date_time'] === 'string' ? DateTime.fromISO(mail['date_time']) : null;
  // Only past e-mails can be added.
  if (!sentAt?.isValid || sentAt.toMillis() > call.now) return { name: 'date_time', expected_data_type: 'datetime' };
  if (!Array.isArray(to) || to.length === 0) return { name: 'to', expected_data_type: 'jsonarray' };
  const people: Record<string, unknown> = { from: [from], to, cc: cc ?? [], bcc: bcc ?? [] };
  const isPerson = (one: Row | undefined) => Boolean(one?.['user_name']) && formats['email']!(one?.['email']);
  const unaddressed = Object.keys(people).find((name) => !(people[name] as Row[]).every(isPerson));
  return unaddressed === undefined ? null : { name: unaddressed, expected_data_type: 'email' };
}

/** Mails by their record, and by their original id: without it, each call would look at all of them. */
interface Index {
  ofRecord: Map<string, string[]>;
  originals: Map<string, string>;
}
const indexes = new WeakMap<Org['mails'], Index>();

const recordOf = ({ module, parent }: Pick<Mail, 'module' | 'parent'>) => `${module} ${parent}`;

function enter({ ofRecord, originals }: Index, id: string, mail: Mail): void {
  const known = ofRecord.get(recordOf(mail));
  if (known) known.push(id);
  else ofRecord.set(recordOf(mail), [id]);
  originals.set(String(mail.body['original_message_id']), id);
}

/** It is made anew for an org from a snapshot. */
function indexOf(org: Org): Index {
  const index = indexes.get(org.mails) ?? { ofRecord: new Map(), originals: new Map() };
  if (!indexes.has(org.mails)) for (const [id, mail] of org.mails) enter(index, id, mail);
  indexes.set(org.mails, index);
  return index;
}

function addMail(org: Org, id: string, mail: Mail): void {
  enter(indexOf(org), id, mail);
  org.mails.set(id, mail);
}

/** Whether the record of an e-mail still exists. */
export const isPresent = (org: Org, { module, parent }: Mail) => org.modules.get(module)?.records.has(parent) ?? false;

/** Keys that are always null: results of Zoho's assistant, and keys of e-mails from a mailbox. */
const emptyKeys = ['activity_info', 'emotion', 'intent', 'linked_record', 'sentiment_info', 'summary', 'read'];
/** What no call returns. docs: e-mail related list */
const unshown = new Set(['original_message_id', 'bcc', 'date_time', 'content']);

const renderMail = (call: Call, id: string, { body, files }: Mail, withContent: boolean): Row => {
  const { email: _, ...owner } = renderUser(
    call.org,
    String((body['owner'] as Row | undefined)?.['id'] ?? call.user.id),
  );
  return {
    ...Object.fromEntries(emptyKeys.map((name) => [name, null])),
    cc: [],
    status: [],
    has_thread_attachment: false,
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !unshown.has(name))),
    owner,
    message_id: id,
    time: renderTime(Date.parse(String(body['date_time'])), call.user.timeZone),
    has_attachment: files.length > 0,
    ...(files.length > 0
      ? { attachments: files.map(({ id, name, bytes }) => ({ id, name, size: String(bytes.length) })) }
      : {}),
    source: 'crm',
    ...(withContent ? { content: body['content'] } : {}),
  };
};

/** The e-mails of the record in the path; null if there is no such record. */
function mailsOf(call: Call, params: Params): [string, Mail][] | null {
  const module = moduleInPath(call, params);
  const parent = params['id'] ?? '';
  if (!module.records.has(parent)) return null;
  const ids = indexOf(call.org).ofRecord.get(recordOf({ module: module.name, parent })) ?? [];
  return ids.flatMap((id): [string, Mail][] => {
    const mail = call.org.mails.get(id);
    return mail ? [[id, mail]] : [];
  });
}

/** Lists ten e-mails for each call, without their content. docs: e-mail related list */
function listMails(call: Call, params: Params): Answer {
  const found = mailsOf(call, params);
  if (!found) return invalidId();
  const from = Number(call.query.get('index') ?? 0);
  const shown = found.slice(from, from + 10);
  if (shown.length === 0) return noContent;
  const more = from + 10 < found.length;
  const info = {
    per_page: 10,
    count: shown.length,
    prev_index: String(Math.max(0, from - 10)),
    more_records: more,
    next_index: more ? String(from + 10) : null,
  };
  return { status: 200, body: { Emails: shown.map(([id, one]) => renderMail(call, id, one, false)), info } };
}

function readMail(call: Call, params: Params): Answer {
  const all = mailsOf(call, params);
  if (!all) return invalidId();
  const found = all.find(([id]) => id === params['mail']);
  if (!found) return noContent;
  const info = { per_page: 10, count: 1, prev_index: '0', more_records: false, next_index: null };
  return { status: 200, body: { Emails: [renderMail(call, found[0], found[1], true)], info } };
}

/** `GET …/Emails/actions/download_attachments`: the bytes of a file of an e-mail. docs: download-attachments (e-mails) */
function downloadFile(call: Call, params: Params): Answer {
  const [id, mail, name, user] = ['id', 'message_id', 'name', 'user_id'].map((one) => call.query.get(one));
  const found = mailsOf(call, params)?.find(([one]) => one === mail)?.[1];
  const file = found?.files.find((one) => one.id === id && one.name === name);
  const isWhole = file !== undefined && user !== null;
  return isWhole
    ? { status: 200, file: binary(file) }
    : failure(400, 'INVALID_DATA', 'the request does not contain any file');
}

export const mailOperations: Operation[] = [
  { call: 'POST /{module}/{id}/actions/associate_email', scope: ['modules.emails', 'CREATE'], answer: associateMail },
  { call: 'GET /{module}/{id}/Emails', scope: ['modules.emails', 'READ'], answer: listMails },
  { call: 'GET /{module}/{id}/Emails/{mail}', scope: ['modules.emails', 'READ'], answer: readMail },
  {
    call: 'GET /{module}/{id}/Emails/actions/download_attachments',
    scope: ['modules.emails', 'READ'],
    answer: downloadFile,
  },
];
