import type { Readable } from 'node:stream';
import type { JsonObject } from '../../../schemas/json.ts';
import type { FileSet } from '../../../schemas/profile.ts';
import type { BadRow } from '../port.ts';
import type { Decoder } from './decoder.ts';

/** A row of a file, with its last line where the format has lines, or one that can't be read. Values are texts; in JSON also lists and objects. */
export type FileRow = { row: JsonObject; line?: number } | { bad: BadRow };

/** A row, or the values of the trailer. */
export type FileLine = FileRow | { trailer: string[] };

export interface OpenedFile {
  path: string;
  set: FileSet;
  texts: Readable;
  decoder: Decoder;
}
