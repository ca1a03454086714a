import { Decimal } from 'decimal.js';
import type { RunRef } from '../schemas/refs.ts';
import type {
  ModuleVerification,
  MoneyTotal,
  ReadMoney,
  RefusedChange,
  SliceVerification,
  VerifyReport,
} from '../schemas/report.ts';
import type { Module } from '../schemas/terms.ts';
import type { VerifiedRecord, Verdict } from './verify-record.ts';

/** Maximum number of entries of each list in a report. The counts cover all. */
export const maxListedDifferences = 100;

const noTotal = (field: string): MoneyTotal => ({
  ...{ field, source: null, lines: null, destination: '0', different: 0, unknown: 0 },
});

const nothing = (): SliceVerification => ({
  ...{ compared: 0, fields: 0, missing: 0, different: 0, held: 0, edited: 0 },
  scanned: { values: 0, hits: 0 },
  totals: [],
  differences: [],
  moneyDifferences: [],
  edits: [],
});

/** A sum of decimal strings, with the places of the longer one. */
function add(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  const [a, b] = [new Decimal(one), new Decimal(other)];
  const placesOf = (text: string) => text.split('.')[1]?.length ?? 0;
  return a.plus(b).toFixed(Math.max(placesOf(one), placesOf(other)));
}

const capped = <T>(...lists: T[][]): T[] => lists.flat().slice(0, maxListedDifferences);

function addTotals(all: MoneyTotal[]): MoneyTotal[] {
  const sums = new Map<string, MoneyTotal>();
  for (const one of all) {
    const sum = sums.get(one.field) ?? noTotal(one.field);
    sums.set(one.field, {
      field: one.field,
      source: add(sum.source, one.source),
      lines: add(sum.lines, one.lines),
      destination: add(sum.destination, one.destination)!,
      different: sum.different + one.different,
      unknown: sum.unknown + one.unknown,
    });
  }
  return [...sums.values()];
}

/** A figure with the places of the currency, or with more of them if it has more. */
function atLeast(places: number, figure: string | null): string | null {
  if (figure === null) return null;
  const value = new Decimal(figure);
  return value.toFixed(Math.max(places, value.decimalPlaces()));
}

/** A `MoneyTotal` while it is added up. */
interface RunningTotal extends Pick<MoneyTotal, 'different' | 'unknown'> {
  source: Decimal | null;
  lines: Decimal | null;
  destination: Decimal;
}

const zero = new Decimal(0);
const noRunningTotal: RunningTotal = { source: null, lines: null, destination: zero, different: 0, unknown: 0 };

/** A sum with one more figure, rounded to the places of the currency. */
const plus = <Sum extends Decimal | null>(sum: Sum, figure: string | null, places: number): Sum | Decimal =>
  figure === null ? sum : new Decimal(figure).toDecimalPlaces(places).plus(sum ?? zero);

/**
 * What the verification of a slice found, from its records.
 * @param declared Zoho's fields with money that the mapping names a column of the source for
 */
export function sumUp(
  records: { record: Pick<VerifiedRecord, 'key' | 'found' | 'held'>; verdict: Verdict }[],
  scanned: SliceVerification['scanned'],
  { declared, places }: { declared: readonly string[]; places: number },
): SliceVerification {
  const sum = nothing();
  const totals = new Map<string, RunningTotal>();
  for (const { record, verdict } of records) {
    const { key, found, held } = record;
    sum.compared += 1;
    sum.fields += verdict.fields;
    sum.held += held.length;
    sum.edited += verdict.edited.length;
    if (!found) sum.missing += 1;
    else if (verdict.differing.length > 0) sum.different += 1;
    sum.differences.push(...verdict.differing.map((field) => ({ key, field })));
    sum.edits.push(...verdict.edited.map((field) => ({ key, field, editedAt: verdict.editedAt })));
    for (const { differs, isCounted, field, ...one } of verdict.money) {
      const isDeclared = declared.includes(field);
      const total = totals.get(field) ?? { ...noRunningTotal, source: isDeclared ? zero : null };
      totals.set(field, total);
      if (isCounted) {
        total.source = plus(total.source, one.source, places);
        total.lines = plus(total.lines, one.lines, places);
        total.destination = plus(total.destination, one.destination, places);
      }
      if (differs) total.different += 1;
      if (isDeclared && one.source === null) total.unknown += 1;
      if (differs) sum.moneyDifferences.push({ key, field, ...one, destination: atLeast(places, one.destination) });
    }
  }
  return {
    ...sum,
    scanned,
    totals: [...totals].map(([field, { source, lines, destination, ...counts }]) => ({
      field,
      source: source?.toFixed(places) ?? null,
      lines: lines?.toFixed(places) ?? null,
      destination: destination.toFixed(places),
      ...counts,
    })),
    differences: capped(sum.differences),
    moneyDifferences: capped(sum.moneyDifferences),
    edits: capped(sum.edits),
  };
}

/** What Zoho shows of these fields, rounded to the places of the currency. */
export const moneyIn = (
  records: { record: Pick<VerifiedRecord, 'key'>; verdict: Pick<Verdict, 'money'> }[],
  fields: readonly string[],
  places: number,
): ReadMoney[] =>
  records.flatMap(({ record, verdict }) =>
    verdict.money
      .filter(({ field }) => fields.includes(field))
      .map(({ field, isCounted, destination }): ReadMoney => [
        record.key,
        field,
        isCounted ? new Decimal(destination ?? 0).toFixed(places) : null,
      ]),
  );

export const addSlices = (slices: SliceVerification[]): SliceVerification =>
  slices.reduce(
    (sum, slice) => ({
      compared: sum.compared + slice.compared,
      fields: sum.fields + slice.fields,
      missing: sum.missing + slice.missing,
      different: sum.different + slice.different,
      held: sum.held + slice.held,
      edited: sum.edited + slice.edited,
      scanned: {
        values: sum.scanned.values + slice.scanned.values,
        hits: sum.scanned.hits + slice.scanned.hits,
      },
      totals: addTotals([...sum.totals, ...slice.totals]),
      differences: capped(sum.differences, slice.differences),
      moneyDifferences: capped(sum.moneyDifferences, slice.moneyDifferences),
      edits: capped(sum.edits, slice.edits),
    }),
    nothing(),
  );

/** The verification of a module, from those of its slices, and with the changes that were rejected. */
export function joinSlices(
  module: Module,
  slices: SliceVerification[],
  { count, refused }: { count: number; refused: RefusedChange[] },
): ModuleVerification {
  const { scanned, totals, differences, moneyDifferences, edits, held, edited, ...counts } = addSlices(slices);
  return {
    scanned,
    modules: [
      { module, ...counts, ...(held && { held }), ...(edited && { edited }), ...(count && { refused: count }) },
    ],
    money: totals.map((one) => ({ module, ...one, agrees: one.different === 0 })),
    differences,
    moneyDifferences,
    edits,
    refused,
  };
}

/**
 * Combines the verifications of a run's modules into one report. A difference in money, also by billing period, and a network identifier that is in
 * Zoho, are no agreement. What people changed in Zoho after our last write is listed, and does not count. Neither does a
 * change that was rejected: the outcome of its record says so.
 */
export function joinVerification(ref: RunRef, parts: ModuleVerification[]): VerifyReport {
  const modules = parts.flatMap((part) => part.modules);
  const money = parts.flatMap((part) => part.money);
  const periods = parts.flatMap((part) => part.periods ?? []);
  const scanned = {
    values: parts.reduce((sum, part) => sum + part.scanned.values, 0),
    hits: parts.reduce((sum, part) => sum + part.scanned.hits, 0),
  };
  return {
    ...ref,
    scanned,
    modules,
    money,
    differences: capped(...parts.map((part) => part.differences)),
    moneyDifferences: capped(...parts.map((part) => part.moneyDifferences ?? [])),
    edits: capped(...parts.map((part) => part.edits ?? [])),
    refused: capped(...parts.map((part) => part.refused ?? [])),
    periods,
    periodDifferences: capped(...parts.map((part) => part.periodDifferences ?? [])),
    agrees:
      modules.every((one) => one.missing + one.different === 0) &&
      money.every((one) => one.agrees) &&
      periods.every((one) => one.different === 0) &&
      scanned.hits === 0,
  };
}
