import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Ledger } from '../../connectors/ledger/database.ts';
import type { AnswerKey } from '../../emulators/bss/postgres.ts';
import type { Defect } from '../../emulators/bss/records.ts';

/** A text of a place that could hold what was planted: a request, a row of the ledger, a history, a document. */
export interface Place {
  name: string;
  texts: Iterable<string>;
}

export interface PlaceSearch {
  name: string;
  texts: number;
  /** Planted identifiers of the operator that the place holds. */
  own: Defect[];
  /** Planted identifiers of other operators that the place holds. */
  foreign: Defect[];
}

export const plantedIn = ({ defects }: AnswerKey) => defects.filter(({ identifier }) => identifier !== undefined);

const squeezed = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Length of the beginnings by which patterns are found. */
const gram = 8;

/** Finds many patterns in one pass over a text; `includes` for each of 10,000 patterns would take hours. */
function searchFor(patterns: Map<string, Defect[]>) {
  const short = [...patterns.keys()].filter((pattern) => pattern.length < gram);
  const long = new Map<string, string[]>();
  for (const pattern of patterns.keys()) {
    const beginning = pattern.slice(0, gram);
    if (pattern.length >= gram) long.set(beginning, [...(long.get(beginning) ?? []), pattern]);
  }
  return (text: string, found: Set<Defect>): void => {
    const add = (pattern: string) => patterns.get(pattern)?.forEach((one) => found.add(one));
    short.filter((pattern) => text.includes(pattern)).forEach(add);
    for (let at = 0; at + gram <= text.length; at += 1)
      long
        .get(text.slice(at, at + gram))
        ?.filter((pattern) => text.startsWith(pattern, at))
        .forEach(add);
  };
}

/**
 * An independent search: it knows what was planted, and nothing of the guard. A place holds an identifier when it holds
 * the planted text as it was written, or the identifier's digits with anything but letters and digits between them.
 */
export function searchPlaces(answers: AnswerKey, places: Iterable<Place>): PlaceSearch[] {
  const patterns = new Map<string, Defect[]>();
  const add = (pattern: string, one: Defect) => patterns.set(pattern, [...(patterns.get(pattern) ?? []), one]);
  for (const one of plantedIn(answers)) {
    if (one.value) add(one.value, one);
    for (const number of one.identifier?.numbers ?? []) if (number.length >= 12) add(number, one);
  }
  const search = searchFor(patterns);
  return Array.from(places, ({ name, texts }) => {
    const found = new Set<Defect>();
    let count = 0;
    for (const text of texts) {
      count += 1;
      search(text, found);
      search(squeezed(text), found);
    }
    const isOwn = ({ identifier }: Defect) => identifier?.owner !== 'foreign';
    const all = [...found];
    return { name, texts: count, own: all.filter(isOwn), foreign: all.filter((one) => !isOwn(one)) };
  });
}

/** What a search found, short enough for the message of a failed test. */
export const briefly = (found: Defect[]) =>
  found.slice(0, 5).map(({ object, field, identifier }) => [object, field, identifier?.notation, identifier?.owner]);

/** Every text within plain JSON. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* textsIn(one);
}

/** Every table of a ledger, each row as one text. */
export async function ledgerPlaces(ledger: Pick<Ledger, 'query'>): Promise<Place[]> {
  const tables = await ledger.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  const places: Place[] = [];
  for (const { name } of tables) {
    const rows = await ledger.query<{ text: string }>(`select t::text as text from ${name} t`);
    places.push({ name: `ledger: ${name}`, texts: rows.map(({ text }) => text) });
  }
  return places;
}

/** Every file of a folder and of the folders in it, as one text with its name. */
export const filePlaces = (folder: string): Place[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      return { name, texts: [name, readFileSync(path, 'utf8')] };
    });
