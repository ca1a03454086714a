import { sha256 } from '../../connectors/digest.ts';
import type { AddedMail, AddedMails } from '../../connectors/ledger/added-mails.ts';
import type { FoundMail, FoundRecord, ItemResult, Zoho, ZohoField } from '../../connectors/zoho/port.ts';
import { mailFields, mailStays, outlineOf } from '../../domain/mails.ts';
import { isMail } from '../../domain/module-traits.ts';
import type { JsonObject } from '../../schemas/json.ts';
import { whenFree } from '../load/when-free.ts';

/** What of an e-mail is in the ledger, to find it in a list of Zoho's. No value can be read from it. */
export const outlineDigest = (values: JsonObject): string => sha256(outlineOf(values));

/**
 * Lets e-mails be read, listed and counted like the records of a module. Zoho has no such module: it lists the e-mails of one
 * record at a time. The ledger knows on which records ours are, and gives each a number for its id.
 */
export function mailsAsRecords(zoho: Zoho, mails: AddedMails): Zoho {
  const readMail: Zoho['readMail'] = (owner, id, signal) => whenFree(signal)(() => zoho.readMail(owner, id, signal));
  const listMails: Zoho['listMails'] = (owner, signal) => whenFree(signal)(() => zoho.listMails(owner, signal));
  const readAll = async (numbers: string[], signal?: AbortSignal) => {
    const found = new Map<string, JsonObject>();
    for (const [no, { owner, messageId }] of await mails.findByNo(numbers)) {
      const mail = messageId === null ? null : await readMail(owner, messageId, signal);
      if (mail) found.set(no, { ...mail.values, id: no, Parent_Id: { id: owner.id } });
    }
    return found;
  };
  return {
    ...zoho,
    modules: async (signal) => [...new Set([...(await zoho.modules(signal)), 'Emails'])],
    fields: async (module, signal) => (isMail(module) ? fieldsOfMails : zoho.fields(module, signal)),
    layouts: async (module, signal) => (isMail(module) ? [] : zoho.layouts(module, signal)),
    readByIds: (module, ids, fields, signal) =>
      isMail(module) ? readAll(ids, signal) : zoho.readByIds(module, ids, fields, signal),
    read: async (module, id, signal) =>
      isMail(module) ? ((await readAll([id], signal)).get(id) ?? null) : zoho.read(module, id, signal),
    async *listKeys(module, keyField, signal) {
      if (!isMail(module)) {
        yield* zoho.listKeys(module, keyField, signal);
        return;
      }
      for await (const own of mails.byOwner()) {
        const listed = await listMails(own[0]!.owner, signal);
        const present: FoundRecord[] = [];
        for (const mail of own) {
          const messageId = mail.messageId ?? (await findUnanswered(mails, mail, listed));
          if (listed.some(({ id }) => id === messageId)) present.push({ key: mail.key, id: mail.no, modifiedAt: null });
        }
        yield present;
      }
    },
    /** Of the records that e-mails of ours hang on, those that are ours or equal one of ours. */
    async count(module, signal) {
      if (!isMail(module)) return zoho.count(module, signal);
      let count = 0;
      for await (const own of mails.byOwner()) {
        const listed = await listMails(own[0]!.owner, signal);
        const isOurs = ({ id, values }: FoundMail) =>
          own.some((one) => one.messageId === id || one.outline === outlineDigest(values));
        count += listed.filter(isOurs).length;
      }
      return count;
    },
    /** An e-mail can't be removed. It goes with its record, and is forgotten then. */
    async remove(module, ids, signal) {
      if (!isMail(module)) return zoho.remove(module, ids, signal);
      const results: ItemResult[] = [];
      const known = await mails.findByNo(ids);
      for (const no of ids) {
        const mail = known.get(no);
        const isThere = mail?.messageId != null && (await readMail(mail.owner, mail.messageId, signal)) !== null;
        if (mail && !isThere) await mails.forget([mail.key]);
        results.push(
          isThere ? { ok: false, code: 'NOT_SUPPORTED', reason: mailStays } : { ok: true, id: no, modifiedAt: null },
        );
      }
      return results;
    },
  };
}

/** An e-mail whose answer was lost, in the list of its record. It is stored. */
async function findUnanswered(mails: AddedMails, mail: AddedMail, listed: FoundMail[]): Promise<string | null> {
  const alike = listed.filter(({ values }) => outlineDigest(values) === mail.outline);
  const known = await mails.known(alike.map(({ id }) => id));
  const found = alike.find(({ id }) => !known.has(id));
  if (found) await mails.storeId(mail.key, found.id);
  return found?.id ?? null;
}

/** Zoho describes no fields of e-mails. docs: associate-email */
const fieldsOfMails: ZohoField[] = mailFields.map((apiName) => ({
  ...{ id: apiName, apiName, label: apiName, dataType: apiName === 'sent' ? 'boolean' : 'text', length: null },
  ...{ custom: false, mandatory: false, unique: false, external: false, writable: true },
  ...{ lookupModule: null, subformModule: null, pickListValues: [], globalList: null, decimals: null, permissions: [] },
}));
