import type { CompareAs, DedupeField, SourceRule, TransformName } from '../schemas/mapping.ts';
import { textIn, type SourceRow } from './condition.ts';
import { isInvisible } from './identity.ts';
import { isPlaceholder } from './placeholders.ts';
import { remember } from './remember.ts';
import { transforms } from './values/transforms.ts';
import type { ValueContext } from './values/value.ts';

/** What a value is compared by; null for a blank one. A problem: it is compared with nothing, and the reason is reported. */
export type Comparable = { text: string } | { problem: string } | null;

/** One list of `dedupe`: rows that are equal in all its fields are one record. */
export interface DedupeList {
  fields: { name: string; read: (row: SourceRow) => Comparable }[];
}

/** Why a row is not compared by a list. */
export interface NotCompared {
  field: string;
  problem: string;
}

export const fieldOf = (one: DedupeField): string => (typeof one === 'string' ? one : one.field);

/** What is done to a text before it is compared as this. */
export const transformsOfKind: Record<CompareAs, TransformName[]> = {
  phone: ['phone'],
  email: ['email'],
  date: ['date'],
  name: ['repair_encoding'],
  id: [],
  text: [],
};

/** How a field is compared: by what the list says, or as the field of Zoho that is made from it. */
export function comparedAs(source: SourceRule, one: DedupeField): { transforms: TransformName[]; as: CompareAs } {
  if (typeof one !== 'string') return { transforms: transformsOfKind[one.as], as: one.as };
  const rules = [...Object.values(source.fields), ...Object.values(source.custom)];
  const rule = rules.find(({ from, map }) => map === undefined && [from].flat().includes(one));
  const used = (rule?.transforms ?? []).filter((name) => name !== 'upper' && name !== 'lower');
  const kind = (['phone', 'email', 'date'] as const).find((name) => used.includes(name));
  return { transforms: used, as: kind ?? 'text' };
}

/** Case, accents, forms of a character and surplus blanks don't matter. */
const foldedText = (text: string): string =>
  beyondAscii.test(text) ? foldedUnicode(text) : text.toLowerCase().replace(/\s+/g, ' ').trim();

const beyondAscii = /[^\0-\x7f]/;

const foldedUnicode = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

const foldings: Record<CompareAs, (text: string) => string> = {
  phone: (text) => text,
  email: (text) => text,
  date: (text) => text,
  name: (text) => foldedText(text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')),
  id: (text) => foldedText(text).replace(/[^\p{L}\p{N}]+/gu, ''),
  text: foldedText,
};

/** Compiles the lists of `dedupe` of one source. @param contextOf the context of a field, with its declared dates */
export function compileDedupe(source: SourceRule, contextOf: (field: string) => ValueContext): DedupeList[] {
  return source.dedupe.map((list) => ({
    fields: list.map((one) => {
      const name = fieldOf(one);
      const { transforms: names, as } = comparedAs(source, one);
      const context = contextOf(name);
      const work = remember((text) => comparable(text, names, as, context));
      return { name, read: (row: SourceRow) => work(textIn(row, name)) };
    }),
  }));
}

/** What a text is compared by, after these transforms. */
export function comparable(text: string, names: TransformName[], as: CompareAs, context: ValueContext): Comparable {
  if (isInvisible(text)) return null;
  if (isPlaceholder(foldedText(text))) return { problem: 'a placeholder' };
  let value = text;
  for (const name of names) {
    const converted = transforms[name](value, context);
    if (!converted.ok) return { problem: `${name}: ${converted.reason}` };
    value = String(converted.value);
  }
  const folded = foldings[as](value);
  return folded === '' ? { problem: 'a placeholder' } : { text: folded };
}

/** What a row is compared by in one list: its values as one text; null if one is blank or can't be compared. */
export function comparedBy(list: DedupeList, route: number, row: SourceRow): string | null {
  const values: string[] = [];
  for (const { read } of list.fields) {
    const value = read(row);
    if (value === null || !('text' in value)) return null;
    values.push(value.text);
  }
  return JSON.stringify([route, list.fields.map(({ name }) => name), ...values]);
}

/** The values that keep a row from being compared, each field once. Lists with a blank field compare nothing anyway. */
export function notCompared(lists: DedupeList[], row: SourceRow): NotCompared[] {
  const found = new Map<string, string>();
  for (const { fields } of lists) {
    const values = fields.map(({ name, read }) => ({ name, value: read(row) }));
    if (values.some(({ value }) => value === null)) continue;
    for (const { name, value } of values) if (value !== null && 'problem' in value) found.set(name, value.problem);
  }
  return [...found].map(([field, problem]) => ({ field, problem }));
}
