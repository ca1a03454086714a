import type { ColumnFacts } from '../../schemas/column-facts.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { plainIdIn } from '../sql-identity.ts';
import { column, literal } from '../sql-text.ts';
import { key } from './conditions.ts';
import { blanksIn, byAllValues, columnsOf, inColumn, unusable, type QualityContext, type QualityRule } from './rule.ts';
import { joined, wayOf, withBlanks, withMap } from './treatments.ts';
import { oddStatuses } from './odd-statuses.ts';
import { activeWords, closedWords } from './status-words.ts';

/** The status of an object in words. Codes alone say nothing. */
export const labelOf = (
  context: Pick<QualityContext, 'facts' | 'usesOf'>,
  object: ExtractedObject,
): ColumnFacts | undefined =>
  columnsOf(context, { types: ['status'], objects: [object], within: 'record' }).find(({ shapes }) =>
    shapes.some(({ shape }) => /a/i.test(shape)),
  );

/** Whether a status is one of some words, as SQL. */
export const statusIs = (status: ColumnFacts, words: readonly string[]): string =>
  `lower(trim(${column(status.column)})) in (${words.map(literal).join(', ')})`;

const noStatus = 'no status';

export const statusRules: QualityRule[] = [
  {
    id: 'DQ25',
    sentence: 'A status is missing, misspelled, or unknown to the mapping.',
    severity: 'warns',
    treatment:
      'A status that the value map of the mapping does not name is not written, and the record is rejected if the field is required. Add the spelling to the map.',
    treat: (context, found) =>
      joined(
        withBlanks(context, found, { detail: noStatus, way: 'a missing status leaves the field blank' }, (search) =>
          wayOf(context, search, withMap, 'what the value map does not name is not written'),
        ),
        'Add other spellings to the map.',
      ),
    missing: 'No column was found that holds a status.',
    search: (context) =>
      columnsOf(context, { types: ['status'], within: 'record' }).flatMap((one) => {
        const known = context.mappedValues(one.object, one.column);
        const odd = byAllValues(one, (values) => oddStatuses(values, known), 'another spelling, or unknown');
        return [
          known === null ? odd : unusable(context, one, odd),
          // A column that is mostly empty is no mandatory status.
          ...(one.filled >= 0.9 * one.rows || context.isRequired(one.object, one.column)
            ? [blanksIn(context, one, noStatus)]
            : []),
        ];
      }),
  },
  {
    id: 'DQ26',
    sentence: 'Closed accounts still have active subscribers.',
    severity: 'warns',
    treatment: 'Both are loaded with the status that they have. Decide which one is right.',
    missing: 'No status in words was found for accounts and subscribers, or subscribers don’t refer to accounts.',
    search: (context) => {
      const [account, subscriber] = [labelOf(context, 'billing_accounts'), labelOf(context, 'subscribers')];
      if (!account || !subscriber) return [];
      return columnsOf(context, { types: ['reference'], objects: ['subscribers'], within: 'record' })
        .filter(({ references }) => references[0]?.object === 'billing_accounts')
        .map((one) =>
          inColumn(
            account,
            () => `${statusIs(account, closedWords)} and ${key} in
              (select ${plainIdIn(column(one.column))} from ${column('subscribers')} where ${statusIs(subscriber, activeWords)})`,
          ),
        );
    },
  },
];
