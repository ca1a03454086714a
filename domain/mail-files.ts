/** The most bytes of all files of an e-mail together. docs: associate-email */
export const mostMailBytes = 10 * 2 ** 20;

const most = `${mostMailBytes / 2 ** 20} MB`;

/** Why a file does not fit into an e-mail; null if it does. @param used bytes of the files that fit before it */
export function judgeMailFile(bytes: number, used: number): string | null {
  if (bytes > mostMailBytes) return `larger than ${most}, the most that Zoho takes with an e-mail`;
  return used + bytes > mostMailBytes
    ? `with the other files of its e-mail, larger than the ${most} that Zoho takes`
    : null;
}

/** Codes of Zoho that are about one file. The others mean that no file can be uploaded now. docs: upload-files-to-zfs */
const ofOneFile = new Set(['FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'VIRUS_DETECTED', 'INVALID_DATA', 'WITHHELD']);
export const isAboutOneFile = (code: string): boolean => ofOneFile.has(code);

/** Why a document is rejected that did not go with its e-mail. */
export const mailFileReasons = {
  late: 'its e-mail is in Zoho without it, and Zoho takes no file for an e-mail that it has',
  absent: 'its e-mail is not in Zoho any more, and Zoho takes a file of an e-mail only with it',
  tooLarge: 'Zoho took its e-mail, and refused its files as too large',
  changed:
    'it is another one in the source now, and Zoho can not change an e-mail: it stays in its e-mail as it was added',
  elsewhere:
    'it is of an e-mail in the source now, and Zoho takes no file for an e-mail that it has: it stays where it is',
} as const;

/** Why a file of an e-mail is left as it is by a rollback. */
export const mailFileStays = 'the file stays with its e-mail, which Zoho can not delete';
