import type { JsonObject } from '../schemas/json.ts';
import { sameValue } from './compare-record.ts';
import { modificationOf } from './judge-record.ts';
import { cutText } from './values/texts.ts';

/** The most characters of a note. docs: create-notes */
export const longestNote = 65_535;

/**
 * A text in pieces that fit into a note. Together they are the text. A cut is behind a blank if there is one in the second half of
 * a piece, and never inside what a reader sees as one character.
 */
export function splitText(text: string, longest = longestNote): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const piece = cutText(rest, longest);
    const blank = piece.search(/\s\S*$/);
    const word = blank < longest / 2 ? piece : cutText(rest, blank + 1);
    // A letter with more accents than fit into a note is cut between two of them.
    const taken = word === '' ? rest.slice(0, longest).replace(/[\ud800-\udbff]$/, '') : word;
    pieces.push(taken);
    rest = rest.slice(taken.length);
  }
  return [...pieces, rest];
}

const label = (part: number, parts: number): string => ` (${part} of ${parts})`;

/** Characters behind the key in the titles of a note with so many parts. */
export const roomOfParts = (parts: number): number => (parts > 1 ? label(parts, parts).length : 0);

/** A title, and which part of a note has it. What people put before the key is no number of a part. */
export function readPart(title: string): { title: string; part: number; parts: number } {
  const found = /^(.*\]) \((\d+) of (\d+)\)$/s.exec(title);
  return found ? { title: found[1]!, part: Number(found[2]), parts: Number(found[3]) } : { title, part: 1, parts: 1 };
}

/** The title of a part, from the title of any part. Without other parts, it has no number. */
export const titleOfPart = (title: string, part: number, parts: number): string =>
  readPart(title).title + (parts > 1 ? label(part, parts) : '');

/** The titles of a note's later parts, by the title of the first one. */
export function laterTitles(title: string): string[] {
  const { parts } = readPart(title);
  return Array.from({ length: parts - 1 }, (_, index) => titleOfPart(title, index + 2, parts));
}

/**
 * The values of the notes that a note is written in. It is more than one only if its title says so: the mapping decides whether a
 * long text is split.
 */
export function partsOfNote(values: JsonObject): JsonObject[] {
  const { Note_Title: title, Note_Content: content } = values;
  if (typeof title !== 'string' || typeof content !== 'string' || readPart(title).parts === 1) return [values];
  const pieces = splitText(content);
  return pieces.map((piece, index) => ({
    ...values,
    Note_Title: titleOfPart(title, index + 1, pieces.length),
    Note_Content: piece,
  }));
}

/** Zoho's time of a modification in milliseconds. */
const timeOf = (part: JsonObject): number => Date.parse(modificationOf(part).at ?? '') || 0;

/**
 * A note of several parts as if it were one: the text of all, and the latest modification. Where a part has another value than the
 * first, as after a change by people, it is the value of the note, so that it is seen.
 * @param first what was read of the first part
 * @param later the same of the others, in order; undefined for one that is missing
 */
export function joinNote(first: JsonObject, later: (JsonObject | undefined)[]): JsonObject {
  const present = later.filter((one) => one !== undefined);
  const latest = present.reduce((last, one) => (timeOf(one) > timeOf(last) ? one : last), first);
  const parts = later.length + 1;
  return Object.fromEntries(
    Object.entries(first).map(([field, value]) => {
      if (field === 'id') return [field, value];
      if (field === 'Modified_Time' || field === 'Modified_By') return [field, latest[field]!];
      if (field === 'Note_Content')
        return [field, [first, ...present].map((one) => String(one['Note_Content'] ?? '')).join('')];
      const wanted = (index: number) => (field === 'Note_Title' ? titleOfPart(String(value), index + 2, parts) : value);
      const other = later.find((one, index) => one && !sameValue(wanted(index), one[field]));
      return [field, other?.[field] ?? value];
    }),
  );
}
