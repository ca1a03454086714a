import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { transforms } from '../values/transforms.ts';
import {
  byValue,
  fieldOf,
  numbersOf,
  type QualityContext,
  type QualityRule,
  type ReadAmount,
  type Search,
} from './rule.ts';
import { joined, sentencesOf, wayOf, withTransform } from './treatments.ts';

/** Without a rule of the mapping, a column of amounts is read as one would read it. */
const asAmount: ReadAmount = { by: 'money', amounts: 'rounded', isCounted: false };

/** How the load reads a column as amounts, or would; empty for a column that holds none. */
function readsOf({ amountsOf }: QualityContext, one: ColumnFacts): readonly ReadAmount[] {
  const reads = amountsOf(one.object, fieldOf(one));
  return reads.length === 0 && one.semantic === 'money' ? [asAmount] : reads;
}

const isCounted = (context: QualityContext, { object, field }: Pick<Search, 'object' | 'field'>): boolean =>
  context.isLoaded(object) && context.amountsOf(object, field!).some((one) => one.isCounted);

/** Amounts of a column that one of the rules that read it can't read. */
function unreadable(context: QualityContext, one: ColumnFacts, reads: readonly ReadAmount[]): Search {
  const how = context.readAs(one);
  const found = byValue(
    one,
    (value) => reads.some(({ by, amounts }) => !transforms[by](value, { ...how, amounts }).ok),
    // A whole number is more than a plain one.
    reads.some(({ by }) => by === 'integer') ? undefined : (x) => `not ${numbersOf(context, one).isPlain(x)}`,
  );
  const isRequired = context.isLoaded(one.object) && context.isRequired(one.object, fieldOf(one));
  return { ...found, blocks: isRequired || isCounted(context, found) };
}

export const amountRules: QualityRule[] = [
  {
    id: 'DQ40',
    sentence: 'Amounts can’t be read as numbers, or are in another currency.',
    severity: 'warns',
    treatment:
      'The field stays blank. The record is rejected where its total needs the amount, or where the mapping requires the field. Correct the amounts in the source.',
    treat: (context, found) =>
      joined(
        sentencesOf(
          found.map((search) => [
            search,
            isCounted(context, search)
              ? 'the record is rejected, because its total needs the amount'
              : wayOf(
                  context,
                  search,
                  withTransform('money', 'decimal', 'integer', 'nonzero'),
                  'the field stays blank',
                ),
          ]),
        ),
        'Correct the amounts in the source.',
      ),
    missing: 'No column was found that holds amounts, and the mapping reads none.',
    search: (context) =>
      context.facts.flatMap((one) => {
        const reads = readsOf(context, one);
        return reads.length === 0 ? [] : [unreadable(context, one, reads)];
      }),
  },
];
