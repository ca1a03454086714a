import { Decimal } from 'decimal.js';
import type { Json, JsonObject } from '../schemas/json.ts';
import type { MoneyDifference } from '../schemas/report.ts';
import { differingFields, numberIn } from './compare-record.ts';
import { differingLines, totalOfLines } from './line-items.ts';
import { editByOthers, modificationOf } from './judge-record.ts';

/** How the records of a module are verified. */
export interface VerifyRules {
  /** The subform with the lines of the module. */
  lines: string | undefined;
  /** Zoho's fields with money that the source has figures for, and `Grand_Total` of a module with lines. */
  money: string[];
  /** Decimal places of the currency. */
  places: number;
  /** Zoho's id of the user whom the loads belong to. */
  us: string;
}

export interface VerifiedRecord {
  key: string;
  /** The wanted values, with references resolved, and without the fields in `held`. */
  wanted: JsonObject;
  /** Fields that keep people's value, or that an adopted record leaves to Zoho. */
  held: string[];
  /** Wanted fields that Zoho did not acknowledge with these values. */
  unacknowledged: string[];
  /** Zoho's time of our last write; null if it is not known. */
  writtenAt: string | null;
  /** What Zoho has, with `Modified_Time` and `Modified_By`; undefined if the record is missing. */
  found: JsonObject | undefined;
  /** The lines that Zoho has, in their order. */
  foundLines: JsonObject[];
  /** The source's own figures by Zoho's field, as decimal strings. */
  figures: Readonly<Record<string, string | null>>;
}

/** The figures of one money field. */
export interface Figure extends Omit<MoneyDifference, 'key'> {
  differs: boolean;
  /** People's value is not part of the sums. */
  isCounted: boolean;
}

export interface Verdict {
  /** Number of values that were compared. */
  fields: number;
  differing: string[];
  /** Fields that people changed in Zoho after our last write. */
  edited: string[];
  /** Zoho's time of that change. */
  editedAt: string;
  money: Figure[];
}

/**
 * Compares a record with what Zoho has: every field, the lines row by row, and money with the source's own figures.
 *
 * A difference is an edit of people only if Zoho acknowledged the wanted value, and another user changed the record later.
 * Everything else is a difference.
 */
export function verifyRecord(record: VerifiedRecord, rules: VerifyRules): Verdict {
  const { wanted, held, unacknowledged, found, foundLines } = record;
  const { [rules.lines ?? '']: written, ...values } = wanted;
  const fields = Object.keys(values).length + cellsIn(written);
  const editedAt = found ? editByOthers(record.writtenAt, modificationOf(found), rules.us) : null;
  const total = written === undefined ? null : totalOfLines(written, rules.places, values);
  const figures = (field: string, isCounted: boolean): Figure => {
    const lines = field === 'Grand_Total' ? total : null;
    const source = record.figures[field] ?? null;
    const destination = numberIn(found?.[field]);
    return { field, source, lines, destination, differs: !agree(source, lines, destination, isCounted), isCounted };
  };
  if (!found) {
    const money = rules.money.map((field) => figures(field, true));
    return { fields, differing: ['the record'], edited: [], editedAt: '', money };
  }
  const differing = differingFields(values, found);
  if (written !== undefined) differing.push(...differingLines(rules.lines!, written, foundLines));
  if (total !== null && !agree(null, total, numberIn(found['Grand_Total']), true)) differing.push('Grand_Total');
  const isEdit = (field: string) => editedAt !== null && !unacknowledged.includes(field);
  const edited = differing.filter(isEdit);
  const isPeoples = (field: string) =>
    edited.includes(field) || held.includes(field) || (field === 'Grand_Total' && held.includes(rules.lines!));
  return {
    fields,
    differing: differing.filter((field) => !isEdit(field)),
    edited,
    editedAt: editedAt ?? '',
    money: rules.money.map((field) => figures(field, !isPeoples(field))),
  };
}

const cellsIn = (rows: Json | undefined): number =>
  Array.isArray(rows) ? rows.reduce<number>((sum, row) => sum + Object.keys(row as JsonObject).length, 0) : 0;

/** Whether all figures are equal. Without a figure of the source and without lines there is nothing to compare. */
function agree(source: string | null, lines: string | null, destination: string | null, isCounted: boolean): boolean {
  const own = [source, lines].filter((one) => one !== null);
  if (own.length > 0 && isCounted && destination === null) return false;
  const all = isCounted && destination !== null ? [...own, destination] : own;
  return all.every((one) => one === all[0] || new Decimal(one).equals(all[0]!));
}
