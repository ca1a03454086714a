import { Decimal } from 'decimal.js';
import type { Mapping, MoneyRule, SourceRule } from '../schemas/mapping.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { compileCondition, type SourceRow } from './condition.ts';
import { namesCurrency, readRounded } from './values/numbers.ts';
import type { ValueContext } from './values/value.ts';
import { sourcesOf } from './modules-of.ts';

/** What the source itself says about the money of a row. Amounts are decimal strings, rounded to the currency's places. */
export interface SourceMoney {
  /** The amounts of the row are in another currency. */
  isForeign: boolean;
  /** By Zoho's field that must show the amount; null where the row has none that can be read. */
  figures: Record<string, string | null>;
  /** Why an amount that the lines must add up to can't be read. */
  problem: string | null;
}

type MoneyContext = Pick<ValueContext, 'currency'> & {
  /** How the numbers of a column are written. */
  numberFormat?: ((column: string) => ValueContext['numbers']) | undefined;
};

/**
 * Where a route finds the source's own amounts. A column `total` that is ignored, because Zoho adds up the lines itself, is
 * still what they must add up to, unless the mapping has `money: {}`.
 */
export const moneyOf = ({ money, lines, ignore }: Pick<SourceRule, 'money' | 'lines' | 'ignore'>): MoneyRule =>
  money ?? (lines && Object.hasOwn(ignore, 'total') ? { total: 'total' } : {});

type MoneySource = Pick<SourceRule, 'money' | 'lines' | 'ignore' | 'fields' | 'custom'>;

/** Zoho's field with what is open, and the check box that says whether something is. Null: none is mapped from the balance. */
export function balanceFields(source: MoneySource): { amount: string | null; flag: string | null } {
  const { balance } = moneyOf(source);
  const own = Object.entries({ ...source.fields, ...source.custom }).filter(
    ([, { from }]) => balance !== undefined && from === balance,
  );
  const find = (isFlag: boolean) => own.find(([, rule]) => rule.transforms.includes('nonzero') === isFlag)?.[0] ?? null;
  return { amount: find(false), flag: find(true) };
}

/** The columns of the source with amounts, by Zoho's field that must show each. */
function columnsOf(source: MoneySource) {
  const money = moneyOf(source);
  const columns: [field: string, column: string | undefined][] = [
    ['Grand_Total', money.total],
    ['Tax', money.tax],
    [balanceFields(source).amount ?? '', money.balance],
  ];
  return columns.flatMap(([field, column]) => (column === undefined || field === '' ? [] : [{ field, column }]));
}

/** Zoho's fields with amounts that the source has itself, of one route. */
export const figureFields = (source: MoneySource): string[] => columnsOf(source).map(({ field }) => field);

/** Zoho's fields of a module with amounts that the source has itself. */
export const moneyFields = (mapping: Mapping, module: Module): string[] => [
  ...new Set(mapping.modules[module]?.sources.flatMap(figureFields)),
];

/** A code or a sign of a currency. */
const aCurrency = /^(?:[A-Z]{3}|\p{Sc})$/iu;

/** Compiles where a row names its currency, and which texts name another one than the mapping's. */
export function compileForeign(
  source: Pick<SourceRule, 'money' | 'lines' | 'ignore'>,
  currency: string,
): { column: string; isForeign(value: string): boolean } {
  const { currency: code } = moneyOf(source);
  return {
    column: code ?? 'currency',
    // A mapping that does not name the column of the currency does not prove that all amounts are in its own.
    isForeign(value) {
      const named = value.trim();
      return named !== '' && (code !== undefined || aCurrency.test(named)) && !namesCurrency(named, currency);
    },
  };
}

/** Compiles what a route of the mapping says about the source's own amounts. */
export function compileMoney(
  source: MoneySource,
  { currency, numberFormat }: MoneyContext,
): (row: SourceRow) => SourceMoney {
  const columns = columnsOf(source).map((one) => ({ ...one, numbers: numberFormat?.(one.column) }));
  const { balance } = moneyOf(source);
  const named = compileForeign(source, currency);
  return (row) => {
    const figures: SourceMoney['figures'] = {};
    let problem: string | null = null;
    for (const { field, column, numbers } of columns) {
      figures[field] = null;
      const text = row[column] ?? '';
      if (text.trim() === '') continue;
      const read = readRounded(text, { currency, numbers });
      if ('amount' in read) figures[field] = read.amount;
      else if (column !== balance) problem ??= `${column}: ${read.problem}`;
    }
    return { isForeign: named.isForeign(row[named.column] ?? ''), figures, problem };
  };
}

/** Reads the source's own figures of a module's rows. */
export type ReadsFigures = (object: LoadedObject, row: SourceRow) => SourceMoney['figures'] | null;

/** Compiles the figures of one module. The result is null for a row that does not take a route with figures. */
export function compileFigures(
  mapping: Mapping,
  module: Module,
  context: { numberFormat?: ((object: LoadedObject, column: string) => ValueContext['numbers']) | undefined },
): ReadsFigures {
  const { currency } = mapping;
  const routes = sourcesOf(mapping, module)
    .filter((source) => columnsOf(source).length > 0)
    .map((source) => {
      const numberFormat = (column: string) => context.numberFormat?.(source.object, column);
      return {
        object: source.object,
        takes: source.route ? compileCondition(source.route) : () => true,
        read: compileMoney(source, { currency, numberFormat }),
      };
    });
  return (object, row) => {
    const route = routes.find((one) => one.object === object && one.takes(row));
    return route ? route.read(row).figures : null;
  };
}

/** Why the source's own total does not follow from the lines; null if it does, or if there is none to compare with. */
export function judgeTotal(figures: SourceMoney['figures'], lines: string): 'differs' | 'missing' | null {
  if (!('Grand_Total' in figures)) return null;
  const total = figures['Grand_Total'] ?? null;
  if (total === null) return 'missing';
  const tax = figures['Tax'] ?? null;
  if (tax === null && lines === total) return null;
  return new Decimal(lines).plus(tax ?? 0).equals(total) ? null : 'differs';
}
