import type { Org } from './org.ts';

/** Whether an org has no space for another record. */
export function isFull({ modules, storage }: Org): boolean {
  if (storage.records === null) return false;
  let count = 0;
  for (const module of modules.values()) count += module.records.size;
  return count >= storage.records;
}

/** Whether an org has no space for so many bytes of files and e-mails. */
export function lacksSpace({ attachments, files, mails, storage }: Org, bytes: number): boolean {
  if (storage.fileBytes === null) return false;
  let used = 0;
  for (const list of [attachments, files]) for (const file of list.values()) used += file.bytes.length;
  for (const mail of mails.values()) {
    used += Buffer.byteLength(String(mail.body['content'] ?? ''));
    for (const file of mail.files) used += file.bytes.length;
  }
  return used + bytes > storage.fileBytes;
}
