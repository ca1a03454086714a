import type { MailDocument, MailFiles } from '../../connectors/ledger/mail-files.ts';
import type { AddsMails } from '../../connectors/zoho/port.ts';
import type { Guard } from '../../domain/identifiers/guard.ts';
import { isAboutOneFile, judgeMailFile, mailFileReasons } from '../../domain/mail-files.ts';
import type { RecordKey } from '../../schemas/record.ts';
import type { Documents } from '../files/open-documents.ts';
import { readContent } from '../files/read-content.ts';

/** What is needed for the files of e-mails. */
export interface MailFilePorts {
  zoho: Pick<AddsMails, 'uploadFile'>;
  /** The documents that are to go with an e-mail. */
  wanted(mail: { key: RecordKey; no: string }): Promise<MailDocument[]>;
  /** It is opened for the first document. */
  documents: Pick<Documents, 'open'>;
  guard: Pick<Guard, 'scanText'>;
  store: MailFiles['store'];
}

/** The ids of uploaded files; or why none can be uploaded, so that the e-mail must wait. */
export type Uploaded = { ids: string[]; leaveOut(): Promise<void> } | { refused: string };

/**
 * Uploads the files of an e-mail that is added next, one after another, and stores what becomes of each. What does not fit is left
 * out, and the e-mail keeps its text. A crash leaves files that no e-mail uses; the next attempt uploads them again.
 *
 * @param upload makes a call, and repeats it while Zoho is busy
 */
export async function uploadFiles(
  files: MailFilePorts,
  mail: { key: RecordKey; no: string },
  upload: <Result>(call: () => Promise<Result>) => Promise<Result>,
): Promise<Uploaded> {
  const ids: string[] = [];
  const taken: Parameters<MailFiles['store']>[0][] = [];
  let used = 0;
  for (const { key, name } of await files.wanted(mail)) {
    const { rejects, remark, file, scanned } = await readContent(
      { open: () => files.documents.open(key), guard: files.guard },
      name,
    );
    const left = { key, mail: mail.no, bytes: 0, sha256: '', scanned: false };
    if (file === null) {
      await files.store({ ...left, reason: rejects });
      continue;
    }
    try {
      const { bytes, sha256, open } = file;
      const unfit = judgeMailFile(bytes, used);
      const answer = unfit === null ? await upload(() => files.zoho.uploadFile({ name, bytes, open })) : null;
      if (answer?.ok === false && !isAboutOneFile(answer.code))
        return { refused: `a file of it can not be uploaded: ${answer.reason}` };
      if (answer?.ok) {
        const one = { key, mail: mail.no, bytes, sha256, scanned, reason: remark };
        await files.store(one);
        taken.push(one);
        ids.push(answer.id);
        used += bytes;
      } else await files.store({ ...left, reason: unfit ?? answer?.reason ?? null });
    } finally {
      await file.close();
    }
  }
  return {
    ids,
    async leaveOut() {
      for (const one of taken) await files.store({ ...one, reason: mailFileReasons.tooLarge });
    },
  };
}
