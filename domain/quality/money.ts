import { column } from '../sql-text.ts';
import { toInteger } from '../values/numbers.ts';
import type { Converted } from '../values/value.ts';
import { matches } from './conditions.ts';
import { billed, wrongTotals } from './document-totals.ts';
import {
  byValue,
  columnsOf,
  inColumn,
  judgedValues,
  objectsIn,
  type QualityContext,
  type QualityRule,
  type Treat,
} from './rule.ts';
import { anyRule, byField, joined, sentencesOf, withTransform } from './treatments.ts';

const negative = String.raw`^\s*\(.*\)\s*$|\d\s*(-|CR|cr)\s*$`;
const grouped = String.raw`\d[.,'\s\x{a0}\x{202f}]\d{3}([.,]|$)|^\D*\d+,\d{1,2}\D*$|^\D*,\d`;
/** Digits with a point, as computers write them. */
const plain = String.raw`^-?\d*\.?\d+$`;

const codes = new Set(Intl.supportedValuesOf('currency'));

/** Accounts that are billed in several currencies, as their invoices or orders say. */
const mixed = (context: QualityContext) =>
  columnsOf(context, { types: ['currency'], within: 'record' }).flatMap((currency) =>
    columnsOf(context, { types: ['reference'], objects: [currency.object], within: 'record' })
      .filter(({ references, object }) => references[0]!.object === 'billing_accounts' && object !== 'billing_accounts')
      .map((account) =>
        inColumn(
          currency,
          (x) => `${column(account.column)} in (select ${column(account.column)} from ${column(currency.object)}
            where ${x} is not null group by 1 having count(distinct upper(trim(${x}))) > 1)`,
          { detail: 'an account with several currencies' },
        ),
      ),
  );

/** Documents that are rejected, because their amounts are in another currency than the mapping's. */
const foreign = (context: QualityContext) =>
  objectsIn(context).flatMap((object) => {
    const named = context.foreignIn(object);
    return context.facts
      .filter((one) => one.object === object && one.within === null && one.column === named?.column)
      .map((one) => ({
        ...byValue(one, (value) => named!.isForeign(value), undefined, 'another currency than the mapping has'),
        blocks: true,
      }));
  });

/** Whether a day is one that every month has. */
const isUsualDay = (read: Converted): boolean => read.ok && Number(read.value) >= 1 && Number(read.value) <= 28;

/** Transforms that read amounts. */
const toNumber = ['money', 'decimal', 'integer', 'nonzero'] as const;

const comparedOrNot: Treat = (context, found) =>
  joined(
    'Zoho CRM computes the total from the lines.',
    sentencesOf(
      found.map((search) => [
        search,
        context.figuresOf(search.object) !== null
          ? 'the verification lists each document that differs from its own total'
          : 'nothing compares it with the source’s total, because the mapping names none under `money`',
      ]),
    ),
  );

export const moneyRules: QualityRule[] = [
  {
    id: 'DQ17',
    sentence: 'The day of billing is missing, or is not a day that every month has.',
    severity: 'warns',
    treatment: 'It is loaded as it is. Decide what happens in short months.',
    treat: byField(anyRule, 'it is loaded as it is', 'Decide what happens in short months.'),
    missing: 'No column was found that holds the day of billing.',
    search: (context) =>
      columnsOf(context, { types: ['day_of_month'], within: 'record' }).map((one) =>
        inColumn(one, (x) => `(${x} is null or ${x} in ${judgedValues})`, {
          judged: { column: one.column, isFound: (value) => !isUsualDay(toInteger(value, context.readAs(one))) },
        }),
      ),
  },
  {
    id: 'DQ18',
    sentence: 'The total of a document is not what its lines amount to.',
    severity: 'warns',
    treatment:
      'Zoho CRM computes the total from the lines. Where the mapping names the source’s total under `money`, the verification lists each document that differs from it.',
    treat: comparedOrNot,
    missing: 'No total was found together with lines that have prices and quantities.',
    search: (context) => billed.flatMap((object) => wrongTotals(context, object)),
  },
  {
    id: 'DQ19',
    sentence: 'Negative amounts are written with parentheses, with CR, or with a sign behind them.',
    severity: 'fixed',
    treatment: 'They become negative numbers.',
    treat: byField(withTransform(...toNumber), 'it becomes a negative number'),
    corrects: withTransform(...toNumber),
    missing: 'No column was found that holds amounts.',
    search: (context) =>
      columnsOf(context, { types: ['money'] }).map((one) => inColumn(one, (x) => matches(x, negative))),
  },
  {
    id: 'DQ20',
    sentence: 'Currencies are written as signs or names, or an account has several.',
    severity: 'fixed',
    treatment:
      'Small letters and signs are understood. Where the mapping names the column under `money`, any other name counts as another currency: the amounts of the record stay blank, and an order or an invoice is rejected. The same is true of amounts in another currency than the mapping’s. Correct the names.',
    missing: 'No column was found that holds currencies.',
    search: (context) => [
      ...columnsOf(context, { types: ['currency'], within: 'record' }).map((one) =>
        byValue(one, (value) => !codes.has(value), undefined, 'no code of a currency'),
      ),
      ...mixed(context),
      ...foreign(context),
    ],
  },
  {
    id: 'DQ21',
    sentence: 'Amounts have a decimal comma, or separators between thousands.',
    severity: 'fixed',
    treatment:
      'They are converted where they can be read in one way only; others are not written, and reject the record where its total needs them. Declare the format of a column that is ambiguous.',
    treat: byField(
      withTransform(...toNumber),
      'it is converted where it can be read in one way only, or else not written',
      'Declare the format of a column that is ambiguous.',
    ),
    corrects: withTransform(...toNumber),
    missing: 'No column was found that holds amounts.',
    search: (context) =>
      columnsOf(context, { types: ['money'] }).map((one) =>
        inColumn(one, (x) => `not ${matches(x, plain)} and ${matches(x, grouped)}`),
      ),
  },
];
