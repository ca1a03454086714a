import type { JsonObject } from '../../../schemas/json.ts';
import type { TmfObject } from '../../../schemas/profile.ts';
import { sha256 } from '../../digest.ts';
import { compileExpression, textOf } from '../fields.ts';

export type ReadText = (record: JsonObject) => string;

/** Reads a record's id. A record without an id is identified by its content, so that it is not taken for another. */
export function idReader(id: string, where: string): ReadText {
  const read = compileExpression(id, where);
  return (record) => textOf(read(record)) || sha256(JSON.stringify(record));
}

/** The rows that a record becomes: the record itself, or the entries of its list `each`, with the record as `parent`. */
export function rowsOfRecord({ each }: TmfObject, object: string): (record: JsonObject) => JsonObject[] {
  if (each === undefined) return (record) => [record];
  const list = compileExpression(each, `${object}.each`);
  return (record) => {
    const entries = list(record);
    return Array.isArray(entries) ? entries.map((entry) => ({ ...(entry as JsonObject), parent: record })) : [];
  };
}
