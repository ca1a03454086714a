import { DateTime } from 'luxon';
import {
  failure,
  invalidId,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call, type Operation, type Params } from '../http/call.ts';
import { nextId, type Module, type Row } from '../orgs/org.ts';
import { lacksSpace } from '../orgs/storage.ts';
import { moduleInPath } from '../records/modules.ts';
import { renderTime, renderUser } from '../records/render.ts';
import { writeRecords } from '../records/write.ts';

/** Creates notes with this record as their parent. docs: create-notes */
function createNotes(call: Call, params: Params): Answer {
  const module = moduleInPath(call, params);
  const id = params['id'] ?? '';
  if (!module.records.has(id)) return invalidId();
  const parent = { module: { api_name: module.name }, id };
  const data = bodyList(call, 'data')?.map((row) => ({ ...row, Parent_Id: parent })) ?? null;
  return writeRecords(call, call.org.modules.get('Notes') as Module, 'insert', data);
}

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
  return itemsAnswer(items, 201, key);
}

function associateOne(call: Call, module: Module, parent: string, mail: Row, path: string): Item {
  const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });
  const missing = mandatory.find((name) => mail[name] === undefined || mail[name] === null);
  if (missing) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at(missing));
  if (String(mail['content']).length > maxContent) {
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: maxContent, ...at('content') });
  }
  if (String(mail['subject']).length > maxSubject) {
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: maxSubject, ...at('subject') });
  }
  const sentAt = typeof mail['date_time'] === 'string' ? DateTime.fromISO(mail['date_time']) : null;
  // Only past e-mails can be added.
  if (!sentAt?.isValid || sentAt.toMillis() > call.now) {
    return itemError('INVALID_DATA', 'invalid data', { expected_data_type: 'datetime', ...at('date_time') });
  }
  if (!Array.isArray(mail['to']) || mail['to'].length === 0) {
    return itemError('INVALID_DATA', 'invalid data', { expected_data_type: 'jsonarray', ...at('to') });
  }
  const owner = (mail['owner'] as Row | undefined)?.['id'];
  if (owner !== undefined && !call.org.users.some((user) => user.id === owner)) {
    return itemError('INVALID_DATA', 'Provide a Proper owner id', at('owner'));
  }
  const files = (mail['attachments'] as Row[] | undefined) ?? [];
  if (files.some((file) => !call.org.files.has(String(file['id'])))) {
    return itemError('INVALID_DATA', 'provided file id is improper', at('attachments'));
  }
  const size = files.reduce((sum, file) => sum + (call.org.files.get(String(file['id']))?.bytes.length ?? 0), 0);
  if (size > 10 * 1024 * 1024) return itemError('FILE_SIZE_EXCEEDS', 'file size exceeds', at('attachments'));
  const original = String(mail['original_message_id']);
  if ([...call.org.mails.values()].some((one) => one.body['original_message_id'] === original)) {
    return itemError('DUPLICATE_DATA', 'duplicate data', at('original_message_id'));
  }
  if (lacksSpace(call.org, Buffer.byteLength(String(mail['content']))))
    return itemError('STORAGE_SPACE_EXCEEDS', 'storage space exceeds', {});
  const id = nextId(call.org);
  call.org.mails.set(id, { module: module.name, parent, at: call.now, body: { ...mail, message_id: id } });
  return itemSuccess('Your mail has been added successfully', { message_id: id });
}

const mailsOf = (call: Call, params: Params) => {
  const module = moduleInPath(call, params);
  return [...call.org.mails.entries()].filter(([, one]) => one.module === module.name && one.parent === params['id']);
};

/** Keys that are always null: results of Zoho's assistant, and keys of e-mails from a mailbox. */
const emptyKeys = ['activity_info', 'emotion', 'intent', 'linked_record', 'sentiment_info', 'summary', 'read'];

const renderMail = (call: Call, id: string, body: Row, withContent: boolean): Row => {
  const { content, date_time, ...rest } = body;
  const { email: _, ...owner } = renderUser(call.org, call.user.id);
  return {
    ...Object.fromEntries(emptyKeys.map((name) => [name, null])),
    cc: [],
    owner,
    status: [],
    has_thread_attachment: false,
    ...rest,
    message_id: id,
    time: renderTime(Date.parse(String(date_time)), call.user.timeZone),
    has_attachment: Array.isArray(body['attachments']) && body['attachments'].length > 0,
    source: 'crm',
    ...(withContent ? { content } : {}),
  };
};

/** Lists ten e-mails for each call, without their content. docs: e-mail related list */
function listMails(call: Call, params: Params): Answer {
  const found = mailsOf(call, params);
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
  return { status: 200, body: { Emails: shown.map(([id, one]) => renderMail(call, id, one.body, false)), info } };
}

function readMail(call: Call, params: Params): Answer {
  const found = mailsOf(call, params).find(([id]) => id === params['mail']);
  if (!found) return noContent;
  const info = { per_page: 10, count: 1, prev_index: '0', more_records: false, next_index: null };
  return { status: 200, body: { Emails: [renderMail(call, found[0], found[1].body, true)], info } };
}

export const activityOperations: Operation[] = [
  { call: 'POST /{module}/{id}/Notes', scope: ['modules.notes', 'CREATE'], answer: createNotes },
  { call: 'POST /{module}/{id}/actions/associate_email', scope: ['modules.emails', 'CREATE'], answer: associateMail },
  { call: 'GET /{module}/{id}/Emails', scope: ['modules.emails', 'READ'], answer: listMails },
  { call: 'GET /{module}/{id}/Emails/{mail}', scope: ['modules.emails', 'READ'], answer: readMail },
];
