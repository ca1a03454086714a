import { z } from 'zod';
import { lookupId } from '../../domain/lookup-id.ts';
import { personOf, personText } from '../../domain/mails.ts';
import type { Json, JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';
import { digestOf, formOf } from './file-form.ts';
import { contractFailure, type Http } from './http.ts';
import type { AddsMails, FileOwner, FoundMail, ItemResult, Leak } from './port.ts';
import { Item, leakResult, resultOf } from './records.ts';

/** The list of results has this name in the documentation, and `data` in newer OpenAPI files. */
const Added = z.looseObject({ Emails: z.array(Item).optional(), data: z.array(Item).optional() });
const Uploaded = z.looseObject({
  data: z.tuple([z.looseObject({ status: z.literal('success'), details: z.looseObject({ id: z.string().min(1) }) })]),
});
const MessageId = z.looseObject({ details: z.looseObject({ message_id: z.string().min(1) }) });

const Person = z.looseObject({ user_name: z.string().nullish(), email: z.string().nullish() });
const Mail = z.looseObject({
  message_id: z.string().min(1),
  subject: z.string().nullish(),
  content: z.string().nullish(),
  mail_format: z.string().nullish(),
  time: z.string().nullish(),
  sent: z.boolean().nullish(),
  from: Person.nullish(),
  to: z.array(Person).nullish(),
  cc: z.array(Person).nullish(),
  owner: z.unknown().optional(),
  attachments: z
    .array(z.looseObject({ id: z.string(), name: z.string(), size: z.coerce.number().nullish().catch(null) }))
    .nullish(),
});
const Mails = z.looseObject({
  Emails: z.array(Mail),
  info: z.looseObject({ more_records: z.boolean().nullish(), next_index: z.string().nullish() }).nullish(),
});

/** Codes of an answer about this one e-mail or its record. docs: associate-email */
const aboutMail: Record<string, string> = {
  INVALID_DATA: 'the record is no longer in Zoho',
  NOT_SUPPORTED: 'records of this module take no e-mails',
  STORAGE_SPACE_EXCEEDS: 'STORAGE_SPACE_EXCEEDS',
  FILE_SIZE_EXCEEDS: 'FILE_SIZE_EXCEEDS',
};

/** Codes of an answer about an uploaded file, or about the space for it. docs: upload-files-to-zfs */
const aboutFile = new Set([
  ...['FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'VIRUS_DETECTED', 'INVALID_DATA'],
  ...['STORAGE_SPACE_EXCEEDED', 'failure_in_attachment_handling'],
]);

const pathOf = ({ module, id }: FileOwner, rest: string, named = rest) => ({
  path: `/${module}/${id}/${rest}`,
  name: `/${module}/{id}/${named}`,
});

/** The e-mails of records. docs: associate-email, e-mail related list */
export function mailCalls(
  http: Http,
  options: {
    scan: (records: JsonObject[]) => Leak[];
    checkOrg: () => Promise<void>;
    /** Folder for files that are compared. */
    folder: string;
  },
): AddsMails {
  const read = async (where: { path: string; name: string }, query: Record<string, string>, signal?: AbortSignal) => {
    const body = await http.call({ method: 'GET', ...where, query, signal }).catch((error: unknown) => {
      if (error instanceof ConnectorError && error.kind === 'not-found') return null;
      throw error;
    });
    if (body === null) return null;
    const found = Mails.safeParse(body);
    if (!found.success) throw contractFailure(where.name);
    return found.data;
  };
  return {
    async uploadFile(file, signal): Promise<ItemResult> {
      const leak = leakResult(options.scan([{ File_Name: file.name }])[0]);
      if (leak) return leak;
      await options.checkOrg();
      const body = await http
        .upload({ path: '/files', host: 'api', form: formOf(file), signal })
        .catch((error: unknown) => {
          if (error instanceof ConnectorError && error.kind === 'contract' && aboutFile.has(error.code ?? ''))
            return { ok: false, code: error.code ?? '', reason: error.code ?? '' } as const;
          throw error;
        });
      if (isResult(body)) return body;
      const uploaded = Uploaded.safeParse(body);
      if (!uploaded.success) throw contractFailure('/files');
      return { ok: true, id: uploaded.data.data[0].details.id, modifiedAt: null };
    },

    async digestOfMailFile(owner, { id: message_id, values }, { id, name }, signal) {
      const user_id = lookupId(values['owner']) ?? '';
      const where = pathOf(owner, 'Emails/actions/download_attachments');
      const url = `/crm/v8${where.path}?${new URLSearchParams({ user_id, message_id, id, name })}`;
      const isMissing = ({ kind, code }: ConnectorError) => kind === 'not-found' || code === 'INVALID_DATA';
      return digestOf(http, { folder: options.folder, url, name: where.name }, isMissing, signal);
    },

    async addMail(owner, { values, scanned, files = [] }, signal): Promise<ItemResult> {
      const leak = leakResult(options.scan([scanned])[0]);
      if (leak) return leak;
      await options.checkOrg();
      const where = pathOf(owner, 'actions/associate_email');
      const attachments = files.length > 0 ? { attachments: files.map((id) => ({ id })) } : {};
      const body = { Emails: [{ ...inZoho(values), ...attachments }] };
      const request = { method: 'POST', ...where, body, cost: { kind: 'write', size: 1 }, signal } as const;
      const answer = await http.call(request).catch((error: unknown) => {
        const reason = error instanceof ConnectorError && isAboutMail(error) ? aboutMail[error.code ?? ''] : undefined;
        if (reason === undefined) throw error;
        return { ok: false, code: (error as ConnectorError).code ?? '', reason } as const;
      });
      return isResult(answer) ? answer : addedIn(answer, where.name);
    },

    async listMails(owner, signal) {
      const found: FoundMail[] = [];
      const where = pathOf(owner, 'Emails');
      for (let index: string | null = null; ;) {
        const page = await read(where, index === null ? {} : { index }, signal);
        if (page === null) return found;
        found.push(...page.Emails.map(foundMail));
        if (!page.info?.more_records) return found;
        const next = page.info.next_index ?? null;
        // Without another place to go on, the same page would come again and again.
        if (next === null || next === index) throw contractFailure(where.name);
        index = next;
      }
    },

    async readMail(owner, id, signal) {
      const page = await read(pathOf(owner, `Emails/${id}`, 'Emails/{id}'), {}, signal);
      const mail = page?.Emails[0];
      return mail ? foundMail(mail) : null;
    },
  };
}

const isAboutMail = ({ kind }: ConnectorError): boolean => ['contract', 'forbidden', 'not-found'].includes(kind);

const isResult = (answer: unknown): answer is ItemResult & { ok: false } =>
  typeof answer === 'object' && answer !== null && 'ok' in answer;

function addedIn(body: unknown, what: string): ItemResult {
  const answer = Added.safeParse(body);
  const [item, ...others] = answer.data?.Emails ?? answer.data?.data ?? [];
  const id = MessageId.safeParse(item).data?.details.message_id;
  const isAdded = item?.status === 'success';
  if (!item || others.length > 0 || (isAdded && id === undefined))
    throw new ConnectorError(
      'unknown-outcome',
      `Zoho's response to ${what} does not have one result. The e-mail will be looked up before it is sent again.`,
    );
  return isAdded ? { ok: true, id: id!, modifiedAt: null } : resultOf(item);
}

const peopleFields = ['to', 'cc', 'bcc'];

/** An e-mail as Zoho takes it. The record that it hangs on is in the path. */
function inZoho({ Parent_Id: _, ...values }: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]): [string, Json] => {
      if (name === 'from') return [name, personOf(String(value))];
      if (peopleFields.includes(name)) return [name, (value as string[]).map(personOf)];
      return [name, value];
    }),
  );
}

function foundMail({
  message_id: id,
  time,
  from,
  to,
  cc,
  owner,
  attachments,
  ...mail
}: z.infer<typeof Mail>): FoundMail {
  const ownerId = lookupId(owner);
  return {
    id,
    files: (attachments ?? []).map(({ id, name, size }) => ({ id, name, bytes: size ?? null })),
    values: {
      ...{ subject: mail.subject ?? null, content: mail.content ?? null, sent: mail.sent ?? null },
      ...{ date_time: time ?? null, mail_format: mail.mail_format ?? null },
      ...{ from: from ? personText(from) : null, to: (to ?? []).map(personText) },
      // An e-mail without copies has an empty list, and a field without a value is null.
      cc: cc?.length ? cc.map(personText) : null,
      owner: ownerId === null ? null : { id: ownerId },
    },
  };
}
