import type { Readable } from 'node:stream';

/** A file as it was written. */
export interface WrittenFile {
  bytes: number;
  sha256: string;
}

/** Where staged files are kept. Paths have slashes and no leading one; nothing else knows where they really are. */
export interface StagingStore {
  /** Writes a file whole; it appears under its path only when it is complete. */
  write(path: string, content: Readable): Promise<WrittenFile>;
  read(path: string): Readable;
  readText(path: string): Promise<string | null>;
  /** Removes files; one that is not there is no error. */
  remove(paths: string[]): Promise<void>;
  /** Hands `work` a local path of the file, for tools that want one. */
  withLocalFile<T>(path: string, work: (localPath: string) => Promise<T>): Promise<T>;
}
