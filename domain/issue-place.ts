import type { SourceRule } from '../schemas/mapping.ts';
import { isLookup } from './map-field.ts';
import { lineRulesOf, readBy, rulesOf } from './named-fields.ts';
import { moneyOf } from './source-money.ts';

/** Reasons begin with the field of Zoho where they are about one: `Account_Name: missing`. */
export function splitReason(field: string | null, reason: string): { field: string; reason: string } {
  if (field !== null) return { field, reason };
  const [, named, rest] = /^([A-Z]\w*(?:\.[A-Z]\w*)?): (.*)$/s.exec(reason) ?? [];
  return named === undefined || rest === undefined ? { field: '', reason } : { field: named, reason: rest };
}

/** Characters of a value that a list of issues shows: enough to find it again in the source. */
const mostShown = 300;

/** A value as a list of issues shows it. A long one is cut, and its length is said. */
export function shownValue(text: string): string {
  if (text.length <= mostShown) return text;
  const characters = [...text];
  return `${characters.slice(0, mostShown).join('')} … (${characters.length.toLocaleString('en')} characters)`;
}

/** The source fields that a field of Zoho, or the source field itself, is made from; those of lines are the lines' column. */
export function sourceFieldsOf(sources: SourceRule[], field: string): string[] {
  const found = sources.flatMap((source) => {
    const rules = rulesOf(source).filter(([, name]) => name === field);
    if (rules.length > 0) return rules.flatMap(([, , rule]) => readBy(rule));
    const isLine = source.lines && lineRulesOf(source).some(([, name]) => `${source.lines?.into}.${name}` === field);
    if (isLine) return [source.lines!.from];
    // The record's own total has no rule of a field: the mapping names its columns under `money`.
    const { total, tax } = moneyOf(source);
    return field === 'Grand_Total' && total !== undefined ? [total, ...(tax === undefined ? [] : [tax])] : [field];
  });
  return [...new Set(found)];
}

/** Why a record is rejected whose reference leads to no record, or to several. */
export const [noParent, unclearParent] = [
  'parent not migrated',
  'records of several objects have the id of its parent',
];

export const isAboutParent = (reason: string): boolean => reason === noParent || reason === unclearParent;

/**
 * The source fields whose values refer to other records, for a record of an earlier version that is rejected because of one of
 * them, and nobody knows which. The column of the lines is not among them: it is long, and the row is named.
 */
export const referenceFieldsOf = (sources: SourceRule[]): string[] => [
  ...new Set(sources.flatMap(rulesOf).flatMap(([, , rule]) => (isLookup(rule) ? readBy(rule) : []))),
];

/** Where the row without a usable key is, from the key that stands for it: its number, or its file and line. */
export function placeIn(key: string): { row: number } | { file: string; line: number } | null {
  const [, row] = /: row (\d+)$/.exec(key) ?? [];
  if (row !== undefined) return { row: Number(row) };
  const [, file, line] = /^[^:]+:[^:]+: (.+), line (\d+)$/.exec(key) ?? [];
  return file === undefined ? null : { file, line: Number(line) };
}
