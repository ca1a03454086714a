import type { AddedMail, AddedMails } from '../../connectors/ledger/added-mails.ts';
import type { AddsMails, FileOwner, FoundMail } from '../../connectors/zoho/port.ts';
import { filledFields } from '../../domain/changed-fields.ts';
import { differingFields, sameValues } from '../../domain/compare-record.ts';
import { traitsOf } from '../../domain/module-traits.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { ownerOf, sendEach } from '../load/one-by-one.ts';
import { hasValues, rejected, withParents, written } from '../load/outcomes.ts';
import type { SendBatch } from '../load/send-batch.ts';
import { whenFree } from '../load/when-free.ts';
import { afterWrite, writeOnce } from '../load/write-once.ts';
import { outlineDigest } from './mails-as-records.ts';
import { uploadFiles, type MailFilePorts } from './upload-files.ts';

/** What is needed to add e-mails. */
export interface MailPorts {
  zoho: AddsMails;
  mails: AddedMails;
  files: MailFilePorts;
}

/**
 * Adds the e-mails of a batch, one call for each, and one for each of their files before. Each is booked before its call. What may
 * have been added is looked up among the e-mails of its record, when the lost request can't arrive any more; and Zoho refuses a
 * second one with the same id of the message. It can't change an e-mail, so one that is another one now is only reported; one that
 * is gone is added again.
 *
 * @param fence is called before each write; a lane that was thought to be dead must not send any more
 * @param signal ends the wait of a call that Zoho refused
 */
export const addMails =
  ({ zoho, mails, files }: MailPorts, fence: () => Promise<void>, signal: AbortSignal): SendBatch =>
  async ({ settle }, { module }, records, lookUpFirst) => {
    const repeat = whenFree(signal);
    /** The e-mails of a record that look like this one, and are no other one of ours. */
    const alike = async (owner: FileOwner, outline: string): Promise<FoundMail[]> => {
      const found = (await repeat(() => zoho.listMails(owner))).filter(
        ({ values }) => outlineDigest(values) === outline,
      );
      const known = await mails.known(found.map(({ id }) => id));
      return found.filter(({ id }) => !known.has(id));
    };
    const isWhole = async (owner: FileOwner, { id }: FoundMail, wanted: JsonObject) => {
      const found = await repeat(() => zoho.readMail(owner, id));
      return found !== null && sameValues(wanted, found.values);
    };
    const book = async (record: ClaimedRecord, { no }: Pick<AddedMail, 'no'>, messageId: string) => {
      await mails.storeId(record.key, messageId);
      return written(record, { id: no, modifiedAt: null });
    };
    /** An e-mail that was booked before, and is on its record. */
    const findSent = async (record: ClaimedRecord, sent: AddedMail | undefined): Promise<RecordOutcome | null> => {
      const owner = ownerOf(record);
      if (!sent || sent.owner.id !== owner.id) return null;
      const { no, messageId } = sent;
      if (messageId !== null) {
        const isThere = (await repeat(() => zoho.readMail(owner, messageId))) !== null;
        return isThere ? written(record, { id: no, modifiedAt: null }) : null;
      }
      const wanted = readable(module, record);
      for (const one of await alike(owner, sent.outline))
        if (await isWhole(owner, one, wanted)) return book(record, sent, one.id);
      return null;
    };

    const send = async (record: ClaimedRecord): Promise<RecordOutcome> => {
      const [owner, { key, values }] = [ownerOf(record), record];
      const sent = (await mails.find([key])).get(key);
      // It has stayed in Zoho when an earlier load was rolled back, or the answer to it was lost in one that was closed.
      const found = await findSent(record, sent);
      if (found) return found;
      const outline = outlineDigest(values);
      await fence();
      const no = await mails.store({ key, owner, outline });
      const fenced = <Result>(call: () => Promise<Result>) =>
        repeat(async () => {
          await fence();
          return call();
        });
      const uploaded = await uploadFiles(files, { key, no }, fenced);
      if ('refused' in uploaded) {
        await mails.forget([key]);
        return rejected(record, uploaded.refused);
      }
      const add = (ids: string[]) =>
        fenced(() => zoho.addMail(owner, { values, scanned: textsOf(values), files: ids }));
      let result = await add(uploaded.ids);
      if (!result.ok && result.code === 'FILE_SIZE_EXCEEDS') {
        await uploaded.leaveOut();
        result = await add([]);
      }
      if (result.ok) return afterWrite(book(record, { no }, result.id));
      // Zoho has it, and an earlier call of ours may have brought it there although its content reads otherwise now.
      const [ours] = result.code === 'DUPLICATE_DATA' && sent ? await afterWrite(alike(owner, outline)) : [];
      if (ours) return book(record, { no }, ours.id);
      await mails.forget([key]);
      return rejected(record, result.code === 'DUPLICATE_DATA' ? isThereAlready : result.reason);
    };
    /** Says of an e-mail that Zoho has already whether the source itself repeats its id. One query for the batch. */
    const explainRepeated = async (outcomes: RecordOutcome[], open: ClaimedRecord[]): Promise<RecordOutcome[]> => {
      const refused = new Set(outcomes.filter(({ reason }) => reason === isThereAlready).map(({ key }) => key));
      const asked = open.filter(({ key }) => refused.has(key));
      const repeated = await mails.repeated(
        asked.map(({ key, values }) => ({ key, messageId: String(values['original_message_id']) })),
      );
      return outcomes.map((one) => (repeated.has(one.key) ? { ...one, reason: isRepeated } : one));
    };
    const lookUp = async (open: ClaimedRecord[]): Promise<RecordOutcome[]> => {
      const sent = await mails.find(open.map(({ key }) => key));
      // What was not even booked can't be on its way.
      if (sent.size > 0) await settle();
      const booked: RecordOutcome[] = [];
      for (const record of open) {
        const found = await findSent(record, sent.get(record.key));
        if (found) booked.push(found);
      }
      return booked;
    };

    /** The outcome of an e-mail that was added before; null if it is not in Zoho. */
    const settlePresent = async (record: ClaimedRecord): Promise<RecordOutcome | null> => {
      if (record.zohoId === null) return null;
      const unchanged = written(record, { id: record.zohoId, modifiedAt: null });
      if (!hasValues(record)) return unchanged;
      const sent = (await mails.find([record.key])).get(record.key);
      if (sent?.messageId == null) return null;
      const { owner, messageId } = sent;
      if ((await repeat(() => zoho.readMail(owner, messageId))) === null) return null;
      return owner.id === ownerOf(record).id && isAsAdded(record) ? unchanged : rejected(record, isUnchangeable);
    };

    const { whole, lost } = withParents(records);
    const [open, present]: [ClaimedRecord[], RecordOutcome[]] = [[], []];
    for (const record of whole) {
      const settled = await settlePresent(record);
      if (settled) present.push(settled);
      else open.push(asNew(record));
    }
    const sent = await writeOnce(open, lookUpFirst, lookUp, sendEach(send));
    return [...(await explainRepeated(sent, open)), ...present, ...lost];
  };

const isThereAlready = 'an e-mail with this original_message_id is in Zoho already';
const isRepeated =
  'another record of the source has the same original_message_id, and Zoho takes one e-mail with it. Correct the id in the source, or do not map it';
const isUnchangeable =
  'it is another one in the source now, and Zoho can not change an e-mail: it stays as it was added';

/** Whether the source has what was added, whatever record it leads to. */
const isAsAdded = ({ values, last }: ClaimedRecord): boolean =>
  last !== null && differingFields(values, last.values).every((field) => field === 'Parent_Id');

const asNew = (record: ClaimedRecord): ClaimedRecord => ({
  ...record,
  zohoId: null,
  values: filledFields(record.values),
});

/** What people wrote, and their addresses. */
const textsOf = ({ Parent_Id: _, owner: __, ...texts }: JsonObject): JsonObject => texts;

/** What Zoho returns of an e-mail that was added with these values. */
function readable(module: Module, { values }: ClaimedRecord): JsonObject {
  const unreadable = new Set(['Parent_Id', ...(traitsOf(module).unreadable ?? [])]);
  return Object.fromEntries(Object.entries(values).filter(([field]) => !unreadable.has(field)));
}
