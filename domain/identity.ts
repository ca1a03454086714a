import type { RecordKey } from '../schemas/record.ts';
import { LoadedObject, loadedObjects, type ExtractedObject } from '../schemas/terms.ts';

/** The longest text field in Zoho. The key must fit into it. docs: create-custom-field, v8 */
const maxKeyLength = 255;

/** The key of a record, or why its source id can't be used. Reasons hold no ids, so that they can be counted. */
export type Identity = { key: RecordKey } | { problem: string };

/** Why a row without an id is rejected. */
export const missingId = 'missing source id';

/** Why a row is rejected whose id an earlier row has: the same id, or one that Zoho takes for the same. */
export const repeatedId = (isEqual: boolean): string =>
  isEqual ? 'duplicate source id' : 'source id that differs from an earlier one only in upper and lower case';

/** White space and invisible characters: zero-width characters, byte order marks, direction marks. */
const visible = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

const isVisibleAscii = (code: number) => code > 0x20 && code < 0x7f;

/** Below it, nothing is composed with what is before it. Unicode, annex 15 */
const beyondLatin = /[\u0300-\uffff]/;

/** A text in NFC. */
export const normalized = (text: string): string => (beyondLatin.test(text) ? text.normalize('NFC') : text);

/** Whether nothing of a text is left as an id. */
export const isBlank = (text: string): boolean => !isVisibleAscii(text.charCodeAt(0)) && plainId(text) === '';

/** Unassigned, private and control characters, and the blank of Braille, are not visible either. */
const readable = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800]/u;

/** Whether a person who reads a text sees nothing. */
export const isInvisible = (text: string): boolean => !isVisibleAscii(text.charCodeAt(0)) && !readable.test(text);

/**
 * The one form of a source id: NFC, without white space and invisible characters at both ends. Empty if nothing is left.
 * It is used for keys and for references, so that both always agree.
 */
export function plainId(raw: string): string {
  const text = normalized(raw);
  if (isVisibleAscii(text.charCodeAt(0)) && isVisibleAscii(text.charCodeAt(text.length - 1))) return text;
  const start = text.search(visible);
  let end = text.length;
  // Not by one pattern: on a long text with many blanks inside, it would take quadratic time.
  while (end > start && !visible.test(text.slice(end - 1, end))) end -= 1;
  return start < 0 ? '' : text.slice(start, end);
}

/** Anything but printable ASCII. */
const unusual = /[^\x20-\x7e]/;

/**
 * The key under which Zoho and the ledger know a record: `<system>:<source object>:<source id>`.
 *
 * @param system short name of the source deployment, from the source profile
 * @param raw the id as the source has it
 */
export function keyOf(system: string, object: ExtractedObject, raw: string): Identity {
  const id = plainId(raw);
  if (id === '') return { problem: missingId };
  if (unusual.test(id)) {
    if (/\p{Cc}/u.test(id)) return { problem: 'the source id has a control character' };
    if (/\p{Cs}/u.test(id)) return { problem: 'the source id is not valid Unicode' };
  }
  const key: RecordKey = `${system}:${object}:${id}`;
  return key.length > maxKeyLength ? { problem: `the key is longer than ${maxKeyLength} characters` } : { key };
}

/**
 * Stands for the key of a row that has no usable key, so that the row is counted and found. No source id begins with a
 * blank, so it never equals a key.
 */
export const placeKey = (system: string, object: ExtractedObject, place: string): RecordKey =>
  `${system}:${object}: ${place}`;

/** The id in a key, which is a hash where the mapping asks for it. */
export const idIn = (key: RecordKey): string => key.split(':').slice(2).join(':');

/**
 * Keys that Zoho can't tell apart have the same comparable form. Zoho compares unique texts without regard to case
 * (`unique.case_sensitive: false`). docs: create-custom-field, v8
 */
export const comparableKey = (key: string): string => (beyondAscii.test(key) ? comparableText(key) : key.toLowerCase());

const beyondAscii = /[^\0-\x7f]/;

const comparableText = (key: string): string =>
  // In this order, because a letter can have several lower-case forms, such as ß and ẞ.
  key.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');

/** Ids of one object have the same comparable form if Zoho can't tell their keys apart. Empty for a missing id. */
export const comparableId = (raw: string): string => comparableKey(plainId(raw));

/** The source object that a key names. */
export const objectOf = (key: RecordKey): LoadedObject => LoadedObject.parse(key.split(':')[1]);

const objectNames = loadedObjects.join('|');

/**
 * Splits what a person gives for a record, `<source object>:<source id>`, with or without the system before it.
 *
 * @returns null for a text of another form
 */
export function splitKey(text: string): { object: LoadedObject; id: string } | null {
  const [, object, id] = new RegExp(`^(?:[a-z][a-z0-9-]*:)?(${objectNames}):(.*)$`, 's').exec(text) ?? [];
  return object === undefined || id === undefined ? null : { object: object as LoadedObject, id };
}
