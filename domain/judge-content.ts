import { splitName } from './file-name.ts';

/** The most bytes of a file that Portage attaches. Zoho's older documents name 20 MB, the newest 100 MB for a whole request. */
export const largestFile = 20 * 2 ** 20;

/** What is known of the bytes of a file. */
export interface Content {
  bytes: number;
  /** The usual extension of the type that the bytes have, without a dot; null for a text and for an unknown type. */
  type: string | null;
}

/** Programs. A CRM must not pass them on, whatever they are called. */
const programs = new Set([
  ...['exe', 'dll', 'msi', 'com', 'scr', 'bat', 'cmd', 'ps1', 'vbs', 'js', 'jse', 'wsf', 'hta', 'lnk', 'reg'],
  ...['elf', 'macho', 'sh', 'jar', 'class', 'apk', 'deb', 'rpm', 'dmg', 'wasm', 'cpl', 'pif'],
]);

/** Extensions of one type. The first one stands for all. */
const families = [
  ['jpg', 'jpeg', 'jpe', 'jfif'],
  ['tif', 'tiff'],
  ['mp4', 'm4v', 'm4a', 'mov'],
  ['cfb', 'doc', 'xls', 'ppt', 'msg', 'vsd', 'pub'],
  ['xml', 'svg', 'html', 'htm', 'xhtml', 'kml'],
  ['gz', 'tgz'],
  ['ogg', 'oga', 'ogv', 'opus'],
];
const familyOf = (type: string): string => families.find((one) => one.includes(type))?.[0] ?? type;
/** What has the form of an archive. An archive that is recognised only as such can be any of them. */
const zipped = new Set(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'epub', 'vsdx', 'xlsm', 'docm', 'pages']);

/** Why a file is rejected, or what people should know of one that is attached. */
export interface ContentVerdict {
  rejects: string | null;
  remark: string | null;
}

/**
 * Whether a file can be attached, by its name and its bytes. A file whose name says another type than its bytes is attached, and
 * a remark says so.
 * @param content null when the source has no bytes for it
 */
export function judgeContent(name: string, content: Content | null): ContentVerdict {
  if (content === null) return reject('the source has no file for this document');
  const { bytes, type } = content;
  if (bytes === 0) return reject('the file is empty');
  if (bytes > largestFile) return reject(`larger than ${largestFile / 2 ** 20} MB, the most that is attached`);
  const named = splitName(name).extension.slice(1).toLowerCase();
  if (type !== null && programs.has(type)) return reject(`the content is a program (${type})`);
  if (programs.has(named)) return reject(`the name is that of a program (${named})`);
  return { rejects: null, remark: remarkOn(named, type) };
}

const reject = (rejects: string): ContentVerdict => ({ rejects, remark: null });

function remarkOn(named: string, type: string | null): string | null {
  if (named === '') return null;
  if (type === null) return isKnown(named) ? `the name says ${named}, and the content is not that` : null;
  if (familyOf(type) === familyOf(named) || (type === 'zip' && zipped.has(named))) return null;
  return `the name says ${named}, and the content is ${type}`;
}

/** Types with a signature that are texts nevertheless. */
const texts = new Set(['xml', 'svg', 'rtf', 'ics', 'vcf', 'vtt', 'reg']);

/**
 * How the text of a file is encoded; null if it is no text. Only texts can be scanned for network identifiers.
 * @param head the first bytes
 */
export function encodingOf(type: string | null, head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | null {
  if (type !== null && !texts.has(type)) return null;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return head.includes(0) ? null : 'utf-8';
}

/** Types that their bytes always show. */
const isKnown = (type: string): boolean =>
  zipped.has(type) ||
  ['pdf', 'png', 'gif', 'bmp', 'webp', 'zip', 'rtf', 'mp3', 'wav', ...families.flat()]
    .filter((one) => familyOf(one) !== 'xml')
    .includes(type);
