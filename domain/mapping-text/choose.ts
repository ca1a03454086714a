/** A stored version of the mapping: its number, where it comes from, and the SHA-256 of its text. */
export interface KnownVersion {
  version: number;
  origin: 'file' | 'console' | 'command-line';
  digest: string;
}

/** Which text an engagement uses. `isNew`: the file has a text that no version has yet. */
export type MappingChoice =
  { use: 'file'; isNew: boolean } | { use: 'version'; version: number } | { use: 'neither'; version: number };

/**
 * Chooses between the mapping file on disk and the versions in the ledger. A version that people saved is used as long as
 * the file is as it was when the version was made. If both changed, neither is used: people decide.
 *
 * @param newest null before the first start
 * @param lastFile the newest version that was read from the file
 * @param onDisk SHA-256 of the file as it is now
 */
export function chooseMapping(
  newest: KnownVersion | null,
  lastFile: Pick<KnownVersion, 'digest'> | null,
  onDisk: string,
): MappingChoice {
  if (!newest || newest.origin === 'file') return { use: 'file', isNew: newest?.digest !== onDisk };
  const { version } = newest;
  const isFileAsBefore = onDisk === newest.digest || onDisk === lastFile?.digest;
  return isFileAsBefore ? { use: 'version', version } : { use: 'neither', version };
}
