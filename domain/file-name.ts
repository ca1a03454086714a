import { cutText } from './values/texts.ts';

/** Signs that Windows does not take in a file name; a slash has been read as a path before. */
const refused = /[<>:"|?*[\]]/g;
/** Control characters, and invisible ones that turn or hide a part of a name, as in `invoice‮fdp.exe`. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Names of devices. docs: Windows, naming files */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name that people gave to a file, as a plain file name: without its path, without hidden characters, and without signs that
 * a system does not take. Empty if nothing is left.
 */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1)!;
  const plain = last
    .replaceAll(hidden, '')
    .replaceAll(refused, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return devices.test(splitName(plain).stem) ? `_${plain}` : plain;
}

/** A file name's part before its extension, and the extension with its dot, in which there is at least a letter. */
export function splitName(name: string): { stem: string; extension: string } {
  const extension = /\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? '';
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** A stem with at most so many characters. */
export const cutStem = (stem: string, room: number): string =>
  stem.length <= room ? stem : room === 0 ? '' : cutText(stem, room).trim();
