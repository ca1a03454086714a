import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * An independent search: it knows what was planted, and nothing of the guard. A place holds an identifier when it holds
 * the planted text as it was written, or the identifier's digits with anything but letters and digits between them.
 */
export function searchPlaces(answers: AnswerKey, places: Iterable<Place>): PlaceSearch[] {
  const planted = plantedIn(answers);
  return Array.from(places, ({ name, texts }) => {
    const all = [...texts];
    const haystack = all.flatMap((text) => [text, squeezed(text)]).join('\n');
    const found = planted.filter(
      ({ value = '', identifier }) =>
        haystack.includes(value) ||
        identifier?.numbers.some((number) => number.length >= 12 && haystack.includes(number)),
    );
    const isOwn = ({ identifier }: Defect) => identifier?.owner !== 'foreign';
    return { name, texts: all.length, own: found.filter(isOwn), foreign: found.filter((one) => !isOwn(one)) };
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

/** Every file of a folder, as one text with its name. */
export const filePlaces = (folder: string): Place[] =>
  readdirSync(folder).map((name) => ({ name, texts: [name, readFileSync(join(folder, name), 'utf8')] }));
