import { CustomField, FieldRule } from '../../schemas/mapping.ts';
import { keepKinds } from '../mapping-text/edit.ts';
import type { Cells } from './layout.ts';

/** What is wrong with the cell of a column. */
export interface CellProblem {
  column: string;
  why: string;
}
export type Made<Value> = { value: Value; problems: [] } | { value: null; problems: CellProblem[] };

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

const optional = (text: string): string | undefined => text.trim() || undefined;
const wholeNumber = (text: string): number | undefined =>
  text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : NaN;

/** A flag; a text that is none stays a text, which the schema refuses. */
function flagOf(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (['yes', 'true', 'x'].includes(word)) return true;
  return ['', 'no', 'false'].includes(word) ? false : text;
}

function joinOf(text: string): string | undefined {
  try {
    return text === '' ? undefined : String(JSON.parse(text));
  } catch {
    return text;
  }
}

function oneOrMore(text: string): string | string[] | undefined {
  const [first, ...more] = listOf(text);
  return first !== undefined && more.length > 0 ? [first, ...more] : first;
}

/** How the text of a column becomes a member of a rule. */
const ofRule: Record<string, [member: string, read: (text: string, before: FieldRule | null) => unknown]> = {
  'Source field': ['from', oneOrMore],
  Until: ['until', optional],
  Join: ['join', joinOf],
  Constant: ['constant', (text, before) => (text === '' ? undefined : keepKinds([before?.constant])(text))],
  Transforms: ['transforms', listOf],
  'Value map': ['map', optional],
  Length: ['length', wholeNumber],
  Cut: ['cut', flagOf],
  Split: ['split', flagOf],
  Lookup: ['lookup', oneOrMore],
  'Lookup from': ['lookup_from', optional],
  Owner: ['owner', flagOf],
  Required: ['required', flagOf],
};
export const ruleColumns = Object.keys(ofRule);

/** The words of the schema, for people who look at a cell. */
const reasons: Record<string, string> = {
  Length: 'it must be a whole number, or empty',
  Cut: 'it must be yes, or empty',
  Split: 'it must be yes, or empty',
  Lookup: 'it must be an object of the source, or several with commas between them',
  Owner: 'it must be yes, or empty',
  Required: 'it must be yes, or empty',
};

/**
 * The rule that a row says. What did not change stays as the file has it.
 * @param before the rule and its cells; null for a new row
 */
export function ruleOf(cells: Cells, before: { rule: FieldRule; cells: Cells } | null): Made<FieldRule> {
  const changed = ruleColumns.filter((column) => cells[column]! !== (before?.cells[column] ?? ''));
  const members = changed.map((column) => {
    const [member, read] = ofRule[column]!;
    return [member, read(cells[column]!, before?.rule ?? null)];
  });
  const read = FieldRule.safeParse({ ...before?.rule, ...Object.fromEntries(members) });
  if (read.success) return { value: read.data, problems: [] };
  const problems = read.error.issues.map(({ path: [member], message }) => {
    const [column = 'Source field'] = ruleColumns.filter((one) => ofRule[one]![0] === member);
    return {
      column,
      why: reasons[column] ?? (member === undefined ? 'it needs a source field or a constant, not both' : message),
    };
  });
  return { value: null, problems };
}

const ofCustom: Record<string, [member: string, read: (text: string) => unknown]> = {
  Label: ['label', optional],
  Type: ['type', optional],
  Length: ['length', wholeNumber],
  Values: [
    'values',
    (text) =>
      text.trim() === ''
        ? undefined
        : text
            .split(/\r?\n/)
            .map((one) => one.trim())
            .filter(Boolean),
  ],
  'If invalid': ['invalid', optional],
};

/** The custom field that a row declares. */
export function customOf(cells: Cells, before: { field: CustomField; cells: Cells } | null): Made<CustomField> {
  const changed = Object.keys(ofCustom).filter((column) => cells[column]! !== (before?.cells[column] ?? ''));
  const members = changed.map((column) => {
    const [member, read] = ofCustom[column]!;
    return [member, read(cells[column]!)];
  });
  const read = CustomField.safeParse({ ...before?.field, ...Object.fromEntries(members) });
  if (read.success) return { value: read.data, problems: [] };
  const problems = read.error.issues.map(({ path: [member], message }) => {
    const [column = 'Type'] = Object.keys(ofCustom).filter((one) => ofCustom[one]![0] === member);
    return { column, why: reasons[column] ?? message };
  });
  return { value: null, problems };
}
