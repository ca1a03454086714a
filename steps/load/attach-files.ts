import type { ReadFile } from '../../connectors/ledger/attached-files.ts';
import type { AttachesFiles, FileOwner, FoundFile } from '../../connectors/zoho/port.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { keyFieldOf, keyIn, withoutKey } from '../../domain/module-traits.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Documents } from '../files/open-documents.ts';
import { readContent } from '../files/read-content.ts';
import { afterWrite } from './base-pass.ts';
import { hasValues, lostParent, rejected, written } from './outcomes.ts';
import type { SendBatch } from './send-batch.ts';
import { writeOnce } from './write-once.ts';

/** What is needed to send files. */
export interface FilePorts {
  zoho: Pick<AttachesFiles, 'attach' | 'listFiles'>;
  documents: Pick<Documents, 'open'>;
  guard: Pick<Guard, 'scanText'>;
  /** Stores what was read of a file, before it is sent. */
  store(file: ReadFile): Promise<void>;
}

const unchangeable = 'Zoho can not change a file: its name or its record is another one than the one that was attached';

/**
 * Attaches the files of a batch, one call for each. Nothing in a file is unique: what may have been sent is looked up among the
 * files of its record, by the key in its name, when the lost request can't arrive any more.
 *
 * @param fence is called before each file; a lane that was thought to be dead must not send any more
 */
export const attachFiles =
  (files: FilePorts, fence: () => Promise<void>): SendBatch =>
  async ({ settle }, { module }, records, lookUpFirst) => {
    const nameOf = ({ values }: ClaimedRecord) => String(values[keyFieldOf(module, '')]);
    const find = async (record: ClaimedRecord) =>
      (await files.zoho.listFiles(ownerOf(record))).find(({ name }) => keyIn(module, name) === record.key) ?? null;

    const send = async (record: ClaimedRecord): Promise<RecordOutcome> => {
      const [name, owner] = [nameOf(record), ownerOf(record)];
      const { rejects, remark, file, scanned } = await readContent(files, record.key, name);
      if (file === null) return rejected(record, rejects ?? '');
      try {
        const { bytes, sha256, open } = file;
        await files.store({ key: record.key, owner, bytes, sha256, scanned });
        await fence();
        const shown = withoutKey(module, record.key, name);
        const result = await files.zoho.attach(owner, { name, scanned: shown, bytes, open });
        return result.ok ? { ...written(record, result), reason: remark } : rejected(record, result.reason);
      } finally {
        await file.close();
      }
    };
    const sendAll = async (open: ClaimedRecord[]): Promise<RecordOutcome[]> => {
      const booked: RecordOutcome[] = [];
      for (const record of open) booked.push(await (booked.length > 0 ? afterWrite(send(record)) : send(record)));
      return booked;
    };
    const lookUp = async (open: ClaimedRecord[]): Promise<RecordOutcome[]> => {
      await settle();
      const booked: RecordOutcome[] = [];
      for (const record of open) {
        const found = await find(record);
        if (found) booked.push(written(record, found));
      }
      return booked;
    };

    const lost = records.flatMap((record) => {
      const parent = lostParent(record);
      return parent ? [rejected(record, parent.why, parent.key)] : [];
    });
    const whole = records.filter((record) => lostParent(record) === null);
    const fresh = whole.filter(({ zohoId }) => zohoId === null);
    const known = whole.filter(({ zohoId }) => zohoId !== null);
    const booked = await writeOnce(fresh, lookUpFirst, lookUp, sendAll);
    for (const record of known) booked.push(await settleKnown(record, find, nameOf(record)));
    return [...booked, ...lost];
  };

/** The record that a file hangs on. Its reference is resolved. */
function ownerOf({ values }: ClaimedRecord): FileOwner {
  const { id, module } = values['Parent_Id'] as { id: string; module: { api_name: Module } };
  return { module: module.api_name, id };
}

/** A file that is in Zoho: one from before the first load is as wanted, or it stays as it is. */
async function settleKnown(
  record: ClaimedRecord,
  find: (record: ClaimedRecord) => Promise<FoundFile | null>,
  name: string,
): Promise<RecordOutcome> {
  const { zohoId, last, values } = record;
  const found = { id: zohoId ?? '', modifiedAt: null };
  if (!hasValues(record)) return written(record, found);
  if (last !== null || !('Parent_Id' in values)) return rejected(record, unchangeable);
  const present = await find(record);
  return present?.id === zohoId && present.name === name ? written(record, present) : rejected(record, unchangeable);
}
