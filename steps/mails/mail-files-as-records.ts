import type { MailFiles, SentMailFile } from '../../connectors/ledger/mail-files.ts';
import type { FoundMail, FoundRecord, ItemResult, MailFile, Zoho } from '../../connectors/zoho/port.ts';
import { mailFileStays } from '../../domain/mail-files.ts';
import { isFile, isMail, keyIn } from '../../domain/module-traits.ts';
import type { JsonObject } from '../../schemas/json.ts';
import { whenFree } from '../load/when-free.ts';

/**
 * Lets files of e-mails be read, listed and counted like other files. Zoho shows them with their e-mail only. The ledger knows which
 * went with which, and gives each a number for its id.
 */
export function mailFilesAsRecords(zoho: Zoho, files: MailFiles): Zoho {
  const readMail = ({ owner, messageId }: SentMailFile, signal?: AbortSignal) =>
    whenFree(signal)(() => zoho.readMail(owner, messageId, signal));
  /** These files as Zoho has them. An e-mail is read once for all of its files. */
  const readAll = async (numbers: string[], signal?: AbortSignal) => {
    const read = new Map<string, FoundMail | null>();
    const found = new Map<string, JsonObject>();
    for (const [no, file] of await files.findByNo(numbers)) {
      if (!read.has(file.mail)) read.set(file.mail, await readMail(file, signal));
      const [one] = filesIn(read.get(file.mail), file.key);
      if (one) found.set(no, { id: no, File_Name: one.name, Size: one.bytes, Parent_Id: { id: file.mail } });
    }
    return found;
  };
  /** Ids that are no numbers of ours. Zoho is asked for no other ones. */
  const ofOthers = async (ids: string[]) => {
    const known = await files.known(ids);
    return ids.filter((id) => !known.has(id));
  };
  /** The files that have an outcome: the others are counted when they get one. */
  const countOfMails = async (signal?: AbortSignal) => {
    let count = 0;
    for await (const own of files.byMail()) {
      const booked = own.filter(({ isBooked }) => isBooked);
      const mail = booked.length > 0 ? await readMail(own[0]!, signal) : null;
      for (const { key } of booked) count += filesIn(mail, key).length;
    }
    return count;
  };
  // Zoho's own count can lag and is asked again. What was read with an e-mail does not.
  let ofMails: Promise<number> | null = null;
  return {
    ...zoho,
    async readByIds(module, ids, fields, signal) {
      if (!isFile(module)) return zoho.readByIds(module, ids, fields, signal);
      const found = await readAll(ids, signal);
      const others = await ofOthers(ids);
      if (others.length > 0)
        for (const [id, one] of await zoho.readByIds(module, others, fields, signal)) found.set(id, one);
      return found;
    },
    async *listKeys(module, keyField, signal) {
      yield* zoho.listKeys(module, keyField, signal);
      if (!isFile(module)) return;
      for await (const own of files.byMail()) {
        const mail = await readMail(own[0]!, signal);
        const present = own.filter(({ key }) => filesIn(mail, key).length > 0);
        yield present.map(({ key, no: id }): FoundRecord => ({ key, id, modifiedAt: null }));
      }
    },
    async count(module, signal) {
      const count = await zoho.count(module, signal);
      return isFile(module) ? count + (await (ofMails ??= countOfMails(signal))) : count;
    },
    async digestOfFile(owner, id, signal) {
      if (!isMail(owner.module)) return zoho.digestOfFile(owner, id, signal);
      const file = (await files.findByNo([id])).get(id);
      const mail = file ? await readMail(file, signal) : null;
      const [one] = file ? filesIn(mail, file.key) : [];
      return file && mail && one ? zoho.digestOfMailFile(file.owner, mail, one, signal) : null;
    },
    /** A file of an e-mail goes with it, and in no other way. */
    async remove(module, ids, signal) {
      const others = isFile(module) ? await ofOthers(ids) : ids;
      const answers = others.length > 0 ? await zoho.remove(module, others, signal) : [];
      const results = new Map(others.map((id, index) => [id, answers[index]]));
      return ids.map(
        (id): ItemResult => results.get(id) ?? { ok: false, code: 'NOT_SUPPORTED', reason: mailFileStays },
      );
    },
  };
}

const filesIn = (mail: FoundMail | null | undefined, key: string): MailFile[] =>
  (mail?.files ?? []).filter(({ name }) => keyIn('Attachments', name) === key);
