import type { Readable } from 'node:stream';

/** Size and digest of a written file. */
export interface WrittenFile {
  bytes: number;
  sha256: string;
}

/** The storage of staged files. Paths are relative, with slashes; only the store knows the real location. */
export interface StagingStore {
  /** Writes a file. It appears under its path only when it is complete. */
  write(path: string, content: Readable): Promise<WrittenFile>;
  /** Reads a file, or a range of its bytes: `from` the first one, `to` the one after the last. */
  read(path: string, range?: { from: number; to: number }): Readable;
  readText(path: string): Promise<string | null>;
  /** All files in a folder and in its folders, with partial ones. */
  list(folder: string): Promise<{ path: string; bytes: number }[]>;
  /** Removes files. Missing files are ignored. */
  remove(paths: string[]): Promise<void>;
  /** Removes a folder with all that is in it, also partial files. */
  removeFolder(folder: string): Promise<void>;
  /** Bytes that can still be written. */
  freeBytes(): Promise<number>;
  /** Calls `work` with a local path of the file, for tools that need one. */
  withLocalFile<T>(path: string, work: (localPath: string) => Promise<T>): Promise<T>;
}
