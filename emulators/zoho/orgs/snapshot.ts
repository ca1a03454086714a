import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { Org } from './org.ts';

/** Orgs are plain data, maps and buffers, which the engine's own serialisation keeps as they are. */
export const pack = (orgs: Map<string, Org>): Buffer => serialize(orgs);
export const unpack = (bytes: Buffer): Map<string, Org> => deserialize(bytes) as Map<string, Org>;

/** Writes beside the file and then renames, so that a kill leaves the last snapshot whole. */
export function writeSnapshot(file: string, orgs: Map<string, Org>): void {
  writeFileSync(`${file}.new`, pack(orgs));
  renameSync(`${file}.new`, file);
}

/** The orgs of a snapshot file; null when there is no such file. */
export const readSnapshot = (file: string): Map<string, Org> | null =>
  existsSync(file) ? unpack(readFileSync(file)) : null;
