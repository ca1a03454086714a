import type { AddedMails } from '../../connectors/ledger/added-mails.ts';
import type { MailFile, MailFiles } from '../../connectors/ledger/mail-files.ts';
import type { AddsMails, FoundMail } from '../../connectors/zoho/port.ts';
import { differingFields } from '../../domain/compare-record.ts';
import { mailFileReasons } from '../../domain/mail-files.ts';
import { isMail, keyIn } from '../../domain/module-traits.ts';
import type { ClaimedRecord, RecordOutcome } from '../../schemas/record.ts';
import { ownerOf } from '../load/one-by-one.ts';
import { hasValues, rejected, written } from '../load/outcomes.ts';
import { whenFree } from '../load/when-free.ts';

/** What is needed to settle the files of e-mails. */
export interface SettlePorts {
  zoho: Pick<AddsMails, 'readMail'>;
  mails: Pick<AddedMails, 'findByNo'>;
  files: Pick<MailFiles, 'find'>;
}

/** Of these files, those that belong to an e-mail, or that went with one. */
export async function splitMailFiles(
  { files }: Pick<SettlePorts, 'files'>,
  records: ClaimedRecord[],
): Promise<{ ofMails: ClaimedRecord[]; others: ClaimedRecord[] }> {
  const open = records.filter(hasValues);
  const known = await files.find(open.flatMap(({ key, zohoId }) => (zohoId === null ? [] : [key])));
  const ofMails = new Set(open.filter((one) => isMail(ownerOf(one).module) || known.has(one.key)));
  return { ofMails: [...ofMails], others: records.filter((one) => !ofMails.has(one)) };
}

/**
 * The outcomes of documents that belong to e-mails. Their e-mails were added before, with the files that fit: Zoho is asked which
 * ones it has. Nothing is written, because Zoho can't change an e-mail.
 */
export async function settleMailFiles(
  { zoho, mails, files }: SettlePorts,
  records: ClaimedRecord[],
  signal: AbortSignal,
): Promise<RecordOutcome[]> {
  if (records.length === 0) return [];
  const repeat = whenFree(signal);
  const known = await files.find(records.map(({ key }) => key));
  const added = await mails.findByNo(records.map((record) => ownerOf(record).id));
  const read = new Map<string, Promise<FoundMail | null>>();
  const mailOf = (no: string) => {
    const { messageId, owner } = added.get(no) ?? { messageId: null };
    if (messageId === null || owner === undefined) return null;
    const reading = read.get(no) ?? repeat(() => zoho.readMail(owner, messageId, signal));
    read.set(no, reading);
    return reading;
  };
  const outcomes: RecordOutcome[] = [];
  for (const record of records) {
    const file = known.get(record.key);
    const refusal = refusalOf(record, file);
    if (refusal !== null) {
      outcomes.push(rejected(record, refusal));
      continue;
    }
    const mail = await mailOf(ownerOf(record).id);
    const isThere = mail?.files.some(({ name }) => keyIn('Attachments', name) === record.key) === true;
    outcomes.push(
      file && isThere
        ? { ...written(record, { id: file.no, modifiedAt: null }), reason: file.reason }
        : rejected(record, file?.reason ?? mailFileReasons[mail ? 'late' : 'absent']),
    );
  }
  return outcomes;
}

/** Why a file that is in Zoho can't become what it is in the source now; null if it need not, or is not in Zoho. */
function refusalOf(record: ClaimedRecord, file: MailFile | undefined): string | null {
  const { zohoId, values, last } = record;
  if (zohoId === null) return null;
  if (file?.no !== zohoId) return mailFileReasons.elsewhere;
  const isSame = file.mail === ownerOf(record).id && differingFields(values, last?.values ?? {}).length === 0;
  return isSame ? null : mailFileReasons.changed;
}
