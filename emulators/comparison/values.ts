import type { SourceRow } from './source.ts';

/** Stands for a value that is not compared, because the source's value is withheld in part. */
export const any = Symbol('any value');

/** A value in Zoho: a lookup by key, a point in time, an owner by login, or a plain value. Null: empty. */
export type Value = string | number | boolean | null | { to: string } | { at: number } | { owner: string } | typeof any;
export type Values = Record<string, Value>;

export const keyOf = (object: string, id: string): string => `northwind:${object}:${id}`;

/** Reads a row by the answer key, which says which values are unusable, repaired or withheld. */
export interface Reader {
  object: string;
  id: string;
  row: SourceRow;
  read(field: string): string | typeof any;
  extension(name: string): string | typeof any;
}
