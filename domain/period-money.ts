import type { Mapping } from '../schemas/mapping.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { billingPeriod } from './billing-period.ts';
import { compileCondition, textIn, type SourceRow } from './condition.ts';
import { identify, type KeyContext } from './keys.ts';
import { isLookup } from './map-field.ts';
import { allSources, sourcesOf } from './modules-of.ts';
import { accountIn, currencyIn } from './receivables.ts';
import { compileMoney, figureFields, moneyOf, type SourceMoney } from './source-money.ts';
import { toDate } from './values/dates.ts';
import type { ValueContext } from './values/value.ts';

/** What the source says about the money of one row. */
export interface BilledRow {
  /** Key of the record; an empty text if its id can't be used. */
  key: string;
  /** Key of the account; an empty text if the row names none that can be used. */
  account: string;
  currency: string;
  /** The source's own name of the period; an empty text without one. */
  period: string;
  /** `yyyy-MM-dd`; an empty text if the row has no day that can be used. */
  day: string;
  /** By Zoho's field. Null: the row has no amount that can be read. */
  figures: SourceMoney['figures'];
}

export interface PeriodRules {
  /** Zoho's fields. */
  fields: string[];
  /** The objects whose rows are read. */
  objects: LoadedObject[];
  /** @returns null for a row that takes no route with money */
  read(object: LoadedObject, row: SourceRow): BilledRow | null;
}

interface PeriodContext {
  keys: KeyContext;
  /** How the values of a column are read. */
  valuesOf(object: LoadedObject, column: string): ValueContext;
}

/** Zoho's field with the day of an invoice. */
const invoiceDate = 'Invoice_Date';

const keyIn = (mapping: Mapping, object: LoadedObject, row: SourceRow, keys: KeyContext): string => {
  const key = identify(mapping, object, row[keys.keyFields[object] ?? ''] ?? '', keys);
  return 'key' in key ? key.key : '';
};

/** Compiles how money is read by account and billing period. Null: no source of the module has both an account and amounts. */
export function compilePeriods(mapping: Mapping, module: Module, context: PeriodContext): PeriodRules | null {
  const routes = sourcesOf(mapping, module).flatMap((source) => {
    const account = source.fields['Account_Name'];
    const fields = figureFields(source);
    // Of what an account has itself, the verification compares each record.
    if (fields.length === 0 || !account || !isLookup(account)) return [];
    const { object } = source;
    const { currency = 'currency', period = '', date = source.fields[invoiceDate]?.from ?? '' } = moneyOf(source);
    const numberFormat = (column: string) => context.valuesOf(object, column).numbers;
    const money = compileMoney(source, { currency: mapping.currency, numberFormat });
    const takes = source.route ? compileCondition(source.route) : () => true;
    return [{ object, account, fields, currency, period, days: [date].flat(), money, takes }];
  });
  if (routes.length === 0) return null;
  return {
    fields: [...new Set(routes.flatMap(({ fields }) => fields))],
    objects: [...new Set(routes.map(({ object }) => object))],
    read(object, row) {
      const route = routes.find((one) => one.object === object && one.takes(row));
      if (!route) return null;
      const column = route.days.find((one) => textIn(row, one).trim() !== '') ?? '';
      const day = toDate(textIn(row, column), context.valuesOf(object, column));
      return {
        key: keyIn(mapping, object, row, context.keys),
        account: accountIn(mapping, route.account, row, context.keys),
        currency: currencyIn(mapping, route.currency, row),
        period: textIn(row, route.period).trim(),
        day: day.ok ? String(day.value) : '',
        figures: route.money(row).figures,
      };
    },
  };
}

/** The period of a row: the source's own, else that of the account's billing cycle, else the calendar month. */
export const periodOf = ({ period, day }: Pick<BilledRow, 'period' | 'day'>, cycleDay: number | null): string =>
  period !== '' || day === '' ? period : billingPeriod(day, cycleDay);

export interface CycleRules {
  objects: LoadedObject[];
  /** The day on which the cycle of an account begins, as the source writes it; null for a row that takes no route with one. */
  read(object: LoadedObject, row: SourceRow): { key: string; day: string } | null;
}

/** Compiles where the billing cycles of accounts are. Null: the mapping names no column with them. */
export function compileCycles(mapping: Mapping, keys: KeyContext): CycleRules | null {
  const routes = allSources(mapping).flatMap((source) => {
    const { cycle_day: column } = moneyOf(source);
    if (column === undefined) return [];
    return [{ object: source.object, column, takes: source.route ? compileCondition(source.route) : () => true }];
  });
  if (routes.length === 0) return null;
  return {
    objects: [...new Set(routes.map(({ object }) => object))],
    read(object, row) {
      const route = routes.find((one) => one.object === object && one.takes(row));
      return route ? { key: keyIn(mapping, object, row, keys), day: textIn(row, route.column) } : null;
    },
  };
}
