import type { JsonObject } from '../../../schemas/json.ts';
import type { FileSet } from '../../../schemas/profile-files.ts';
import type { BadRow } from '../port.ts';
import type { Decoder } from './decoder.ts';
import type { Footer } from './footer.ts';
import type { FoundFile } from './found-files.ts';

/** A row of a file, with its last line where the format has lines, or one that can't be read. Values are texts; in JSON also lists and objects. */
export type FileRow = { row: JsonObject; line?: number } | { bad: BadRow };

/** A row, or the values of a line of the trailer. */
export type FileLine = FileRow | { trailer: string[] };

/** What a file is read for. */
export interface Reading {
  set: FileSet;
  /** Columns that the profile reads: each file must have them. */
  needed: string[];
  /** Names that must not be read. */
  never: string[];
  /** Adds a remark about the file. A later one of the same kind replaces it. */
  remark: (kind: string, text: string) => void;
}

export interface OpenedFile extends Reading {
  file: FoundFile;
  /** Its path in the delivery. */
  name: string;
  /** Its text, from the beginning. Each call reads anew. */
  texts: () => AsyncGenerator<string>;
  decoder: Decoder;
  footer: Footer;
}
