import type { ReadFile, SentFile } from '../../connectors/ledger/attached-files.ts';
import type { AttachesFiles, FoundFile } from '../../connectors/zoho/port.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { keyFieldOf, keyIn } from '../../domain/module-traits.ts';
import type { ClaimedRecord, RecordKey, RecordOutcome } from '../../schemas/record.ts';
import type { Documents } from '../files/open-documents.ts';
import { readContent } from '../files/read-content.ts';
import { settleMailFiles, splitMailFiles, type SettlePorts } from '../mails/settle-files.ts';
import { ownerOf, sendEach } from './one-by-one.ts';
import { hasValues, rejected, withParents, written } from './outcomes.ts';
import type { SendBatch } from './send-batch.ts';
import { whenFree } from './when-free.ts';
import { afterWrite, writeOnce } from './write-once.ts';

/** What is needed to send files. */
export interface FilePorts {
  zoho: Pick<AttachesFiles, 'attach' | 'listFiles' | 'removeFiles'>;
  documents: Pick<Documents, 'open'>;
  guard: Pick<Guard, 'scanText'>;
  /** Stores what was read of a file, before it is sent. */
  store(file: ReadFile): Promise<void>;
  /** Where a file was sent to; null for one that was in Zoho before. */
  sentTo(key: RecordKey): Promise<SentFile | null>;
  /** Stores that this run removes the file to attach it again. */
  replace(key: RecordKey): Promise<void>;
  /** For the files of e-mails, which went with them. */
  ofMails: SettlePorts;
}

/**
 * Attaches the files of a batch, one call for each. Nothing in a file is unique: what may have been sent is looked up among the
 * files of its record, by the key in its name, when the lost request can't arrive any more. Zoho can't change a file, so one
 * whose name or record is another one now is removed and attached again.
 *
 * @param fence is called before each write; a lane that was thought to be dead must not send any more
 * @param signal ends the wait of a call that Zoho refused
 */
export const attachFiles =
  (files: FilePorts, fence: () => Promise<void>, signal: AbortSignal): SendBatch =>
  async ({ settle }, { module }, records, lookUpFirst) => {
    const repeat = whenFree(signal);
    const nameOf = ({ values }: ClaimedRecord) => String(values[keyFieldOf(module, '')]);
    const find = async (record: ClaimedRecord) =>
      (await repeat(() => files.zoho.listFiles(ownerOf(record)))).filter(
        ({ name }) => keyIn(module, name) === record.key,
      );

    const send = async (record: ClaimedRecord): Promise<RecordOutcome> => {
      const [name, owner] = [nameOf(record), ownerOf(record)];
      const { rejects, remark, file, scanned } = await readContent(
        { open: () => files.documents.open(record.key), guard: files.guard },
        name,
      );
      if (file === null) return rejected(record, rejects ?? '');
      try {
        const { bytes, sha256, open } = file;
        await fence();
        const { wasThere, refusal } = await repeat(() => removeEarlier(files, record));
        if (refusal !== null) return rejected(record, refusal);
        await files.store({ key: record.key, owner, bytes, sha256, scanned });
        const result = await repeat(async () => {
          await fence();
          return files.zoho.attach(owner, { name, bytes, open });
        });
        return result.ok
          ? { ...written(wasThere ? record : asNew(record), result), reason: remark }
          : rejected(record, result.reason);
      } finally {
        await file.close();
      }
    };
    const lookUp = async (open: ClaimedRecord[]): Promise<RecordOutcome[]> => {
      await settle();
      const booked: RecordOutcome[] = [];
      for (const record of open) {
        const found = (await find(record)).find(({ id }) => id !== record.zohoId);
        if (!found) continue;
        const wasThere = (await files.sentTo(record.key))?.isReplaced ?? false;
        booked.push(written(wasThere ? record : asNew(record), found));
      }
      return booked;
    };

    const { whole, lost } = withParents(records);
    const { ofMails, others } = await splitMailFiles(files.ofMails, whole);
    // Its record was about to be deleted, and people kept it.
    const isThere = async (record: ClaimedRecord) =>
      hasValues(record) &&
      (await files.sentTo(record.key))?.owner.id === ownerOf(record).id &&
      (await find(record)).some(({ id, name }) => id === record.zohoId && name === nameOf(record));
    const isToSend = async (record: ClaimedRecord) =>
      record.zohoId === null || (hasValues(record) && record.last !== null && !(await isThere(record)));
    const [open, present]: [ClaimedRecord[], ClaimedRecord[]] = [[], []];
    for (const record of others) ((await isToSend(record)) ? open : present).push(record);
    const booked = await writeOnce(open, lookUpFirst, lookUp, sendEach(send));
    for (const record of present) booked.push(await settlePresent(record, find, nameOf(record)));
    return [...booked, ...(await afterWrite(settleMailFiles(files.ofMails, ofMails, signal))), ...lost];
  };

/** A file that people deleted is created once more: then the counts agree with Zoho's. */
const asNew = (record: ClaimedRecord): ClaimedRecord => ({ ...record, zohoId: null });

/**
 * Removes a file that is attached again: it must never be there twice. A crash before the new one is attached loses nothing,
 * because the source has its bytes.
 * @returns whether Zoho had the file, and why Zoho keeps it; null if it is gone
 */
async function removeEarlier(
  files: FilePorts,
  { key, zohoId }: ClaimedRecord,
): Promise<{ wasThere: boolean; refusal: string | null }> {
  const sent = zohoId === null ? null : await files.sentTo(key);
  if (zohoId === null || sent === null) return { wasThere: false, refusal: null };
  if (!sent.isReplaced) {
    const present = await files.zoho.listFiles(sent.owner);
    if (!present.some(({ id }) => id === zohoId)) return { wasThere: false, refusal: null };
    await files.replace(key);
  }
  const [answer] = await files.zoho.removeFiles(sent.owner, [zohoId]);
  // Zoho returns INVALID_DATA for an id that does not exist: an earlier attempt has removed it.
  if (answer?.ok || answer?.code === 'INVALID_DATA') return { wasThere: true, refusal: null };
  const reason = answer?.reason ?? 'no result for this file';
  return {
    wasThere: true,
    refusal: `the file stays as it was attached, because Zoho does not remove it: ${reason}`,
  };
}

/** A file that is in Zoho as it is wanted. One from before the first load that is not so is not ours, and stays. */
async function settlePresent(
  record: ClaimedRecord,
  find: (record: ClaimedRecord) => Promise<FoundFile[]>,
  name: string,
): Promise<RecordOutcome> {
  const { zohoId } = record;
  if (!hasValues(record)) return written(record, { id: zohoId ?? '', modifiedAt: null });
  const present = (await find(record)).find(({ id }) => id === zohoId);
  return present?.name === name
    ? written(record, present)
    : rejected(record, 'a file from before this migration has another name or record, and Zoho can not change a file');
}
