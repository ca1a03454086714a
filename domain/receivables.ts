import { Decimal } from 'decimal.js';
import type { FieldRule, Mapping } from '../schemas/mapping.ts';
import type { Receivables } from '../schemas/report.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { compileCondition, textIn, type SourceRow } from './condition.ts';
import { isBlank } from './identity.ts';
import { identify, targetsOf, type KeyContext } from './keys.ts';
import { isLookup } from './map-field.ts';
import { balanceFields, moneyOf } from './source-money.ts';
import { readRounded } from './values/numbers.ts';
import type { ValueContext } from './values/value.ts';
import { sourcesOf } from './modules-of.ts';

/** What is open by one row of the source. */
export interface OpenRow {
  /** Key of the record; an empty text if its id can't be used. */
  key: string;
  /** Key of the account; an empty text if the row names none that can be used. */
  account: string;
  currency: string;
  /** Decimal string; null for a text that can't be read as an amount. */
  amount: string | null;
}

/** Zoho's fields with what is open. */
export interface BalanceFields {
  amount: string;
  flag: string | null;
}

export interface ReceivableRules {
  fields: BalanceFields;
  /** The objects whose rows are read. */
  objects: LoadedObject[];
  /** @returns null for a row that takes no route with a balance, or whose balance is blank */
  read(object: LoadedObject, row: SourceRow): OpenRow | null;
}

interface ReceivableContext {
  keys: KeyContext;
  numberFormat(object: LoadedObject, column: string): ValueContext['numbers'];
}

/** A three-letter code. Other texts, such as signs, are taken for the mapping's currency. */
const code = /^[A-Z]{3}$/;

/** Compiles how what accounts owe is read from the source's own figures. Null: no source of the module has both an account and a balance. */
export function compileReceivables(
  mapping: Mapping,
  module: Module,
  context: ReceivableContext,
): ReceivableRules | null {
  const routes = sourcesOf(mapping, module).flatMap((source) => {
    const { amount, flag } = balanceFields(source);
    const { balance, currency = 'currency' } = moneyOf(source);
    const account = source.fields['Account_Name'];
    // Of what an account owes itself, the verification compares the sum.
    if (amount === null || balance === undefined || !account || !isLookup(account)) return [];
    const takes = source.route ? compileCondition(source.route) : () => true;
    return [{ source, account, fields: { amount, flag }, balance, currency, takes }];
  });
  const [first] = routes;
  if (!first) return null;
  return {
    fields: first.fields,
    objects: [...new Set(routes.map(({ source }) => source.object))],
    read(object, row) {
      const route = routes.find(({ source, takes }) => source.object === object && takes(row));
      if (!route) return null;
      const { balance } = route;
      const currency = currencyIn(mapping, route.currency, row);
      const text = textIn(row, balance);
      if (isBlank(text)) return null;
      const read = readRounded(text, { currency, numbers: context.numberFormat(object, balance) });
      const key = identify(mapping, object, row[context.keys.keyFields[object] ?? ''] ?? '', context.keys);
      return {
        key: 'key' in key ? key.key : '',
        account: accountIn(mapping, route.account, row, context.keys),
        currency,
        amount: 'problem' in read ? null : read.amount,
      };
    },
  };
}

/** The currency that a row names; that of the mapping without a code. */
export function currencyIn({ currency }: Pick<Mapping, 'currency'>, column: string, row: SourceRow): string {
  const named = textIn(row, column).trim().toUpperCase();
  return code.test(named) ? named : currency;
}

/** The key of the account that a row names; several where the mapping looks it up in several objects. */
export function accountIn(mapping: Mapping, rule: FieldRule, row: SourceRow, keys: KeyContext): string {
  const ids = [rule.from].flat().map((field) => textIn(row, String(field)));
  const id = ids.find((one) => one.trim() !== '') ?? '';
  return targetsOf(rule, row)
    .map((object) => identify(mapping, object, id, keys))
    .flatMap((identity) => ('key' in identity ? [identity.key] : []))
    .join(' or ');
}

/** What does not agree, as one sentence per currency. */
export const receivableGaps = (module: Module, receivables: Receivables[]): string[] =>
  receivables
    .filter((one) => !agrees(one))
    .map(
      ({ currency, source, zoho, missing, different, misflagged, unreadable = 0 }) =>
        `Open in ${currency} by ${module}: ${source} in the source, ${zoho} in Zoho, ${missing.amount} of records that are not in Zoho; ` +
        `${different} records have another amount, and the check box of ${misflagged} is wrong.` +
        (unreadable === 0 ? '' : ` Amounts that can't be read, in no sum: ${unreadable}.`),
    );

/** Whether every open amount of the source can be read, and is in Zoho and flagged, or belongs to a record that is not there. */
export const agrees = ({ source, zoho, missing, different, misflagged, unreadable = 0 }: Receivables): boolean =>
  different === 0 && misflagged === 0 && unreadable === 0 && new Decimal(zoho).plus(missing.amount).equals(source);
