import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../foreign-error.ts';
import { deliveryError, fileError } from './errors.ts';
import { matches } from './name-pattern.ts';
import { namesInZip, unpackedName } from './packed.ts';

/** A file of a delivery. */
export interface FoundFile {
  /** The file on disk. */
  path: string;
  /** Its path in the delivery, for messages and for the order. */
  name: string;
  /** Its name in the zip at `path`; null for a file of its own. */
  member: string | null;
  /** The unpacked bytes of a file that is not on disk. */
  bytes?: () => AsyncIterable<Buffer>;
}

/** The name of the file on disk: that of the archive for a file in a zip. */
export const fileName = ({ name, member }: FoundFile): string =>
  member === null ? name : name.slice(0, -member.length - 1);

/** How many names a message lists. */
const listedNames = 10;

/**
 * The files that a profile's `files` names, in the order of their names: those in the folder, and those that are streamed.
 * @throws ConnectorError `configuration` when there are none, or one of them is there twice, also packed
 */
export async function findFiles(folder: string, pattern: string, streamed: FoundFile[] = []): Promise<FoundFile[]> {
  const fits = matches(pattern);
  const found = [
    ...(await findIn(folder, '', pattern.split('/'))),
    ...streamed.filter(({ name }) => fits(name) || fits(unpackedName(name))),
  ];
  if (found.length === 0) throw deliveryError(`The delivery has no file ${pattern}. ${await contentOf(folder)}`);
  found.sort((one, other) => (one.name < other.name ? -1 : 1));
  const names = found.map(({ name }) => unpackedName(name));
  const repeated = found.find((_, index) => names.indexOf(names[index] ?? '') !== index);
  if (repeated) throw deliveryError(`The delivery has ${unpackedName(repeated.name)} twice, packed and unpacked.`);
  return found;
}

async function findIn(folder: string, parent: string, [part = '', ...rest]: string[]): Promise<FoundFile[]> {
  const names = (await namesIn(join(folder, parent))).filter(matches(part));
  const found = await Promise.all(
    names.map(async (base): Promise<FoundFile[]> => {
      const name = parent === '' ? base : `${parent}/${base}`;
      const path = join(folder, name);
      const isFolder = (await stat(path)).isDirectory();
      if (rest.length === 0) return isFolder ? [] : [{ path, name, member: null }];
      if (isFolder) return findIn(folder, name, rest);
      return /\.zip$/i.test(base) ? findInZip(path, name, rest.join('/')) : [];
    }),
  );
  return found.flat();
}

async function findInZip(path: string, name: string, pattern: string): Promise<FoundFile[]> {
  const members = await namesInZip(path).catch((error: unknown) => {
    throw fileError(name, null, `it can't be unpacked (${codeOf(error) || 'it is damaged'})`);
  });
  return members.filter(matches(pattern)).map((member) => ({ path, name: `${name}/${member}`, member }));
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch(() => {
    throw deliveryError('The folder of the delivery is missing.');
  });

async function contentOf(folder: string): Promise<string> {
  const names = (await namesIn(folder)).sort();
  if (names.length === 0) return 'Its folder is empty.';
  const more = names.length > listedNames ? `, and ${names.length - listedNames} more` : '';
  return `It has ${names.slice(0, listedNames).join(', ')}${more}.`;
}
