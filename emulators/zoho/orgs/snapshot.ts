import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Org } from './org.ts';

/** Rises when an org's data get another form. */
const version = 3;

/** Orgs are plain data, maps and buffers, which the serialisation of V8 supports. */
export const pack = (orgs: Map<string, Org>): Buffer => serialize({ version, orgs });

/** @throws {Error} if another version of the emulator wrote the snapshot */
export function unpack(bytes: Buffer): Map<string, Org> {
  const read = deserialize(bytes) as { version?: number; orgs: Map<string, Org> };
  if (read.version !== version)
    throw new Error('Another version of the emulator wrote the snapshot. Delete it, or start with an empty state.');
  return read.orgs;
}

/** Writes a new file and then renames it, so that a crash leaves the previous snapshot complete. */
export function writeSnapshot(file: string, orgs: Map<string, Org>): void {
  writeFileSync(`${file}.new`, pack(orgs));
  renameSync(`${file}.new`, file);
}

/** The orgs in a snapshot file; null if the file doesn't exist. */
export const readSnapshot = (file: string): Map<string, Org> | null =>
  existsSync(file) ? unpack(readFileSync(file)) : null;
