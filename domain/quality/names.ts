import { column } from '../sql-text.ts';
import type { ExtractedObject } from '../../schemas/terms.ts';
import { anyOf, areBlank, matches } from './conditions.ts';
import { nameTypes, parties } from './identity.ts';
import { lacks } from './required.ts';
import { columnsOf, inColumn, type QualityContext, type QualityRule, type Search, type Treat } from './rule.ts';
import { byField, joined, withTransform } from './treatments.ts';

const title = String.raw`(?i)(^|[\s,])(dr|prof|mr|mrs|ms|ing|dipl)\.(\s|$)|^(mr|mrs|ms)\s`;

const namelessRecords: Treat = (context, found) => {
  const named = found.filter(({ object, blocks }) => blocks !== true && context.isLoaded(object));
  const those = named.length > 0 ? 'Those for which the mapping finds no name' : 'They';
  const whose = [...new Set(named.map(({ object }) => object))].join(', ');
  return joined(
    found.some(({ blocks }) => blocks === true)
      ? `${those} are rejected, because Zoho CRM requires a last name or an account name. Add the names in the source.`
      : '',
    named.length > 0 ? `Those of ${whose} that get their name from another field are loaded with it.` : '',
    found.length > 0 && found.every(({ object }) => !context.isLoaded(object)) ? 'The mapping does not load them.' : '',
  );
};

/** Customers without a name of their own, and those whose names the mapping writes elsewhere. */
function namelessIn(context: QualityContext, object: ExtractedObject, columns: readonly string[]): Search[] {
  const nameless = areBlank(columns.map(column));
  const base = { table: object, object, field: null };
  if (!context.isLoaded(object)) return [{ ...base, where: nameless, blocks: false }];
  const unnamed = context
    .requiredIn(object)
    .filter(({ isName }) => isName)
    .map((one) => lacks(context, object, one));
  const isUnnamed = anyOf(unnamed);
  return [
    { ...base, where: `${nameless} and ${isUnnamed}`, blocks: true },
    { ...base, where: `${nameless} and not ${isUnnamed}`, blocks: false, detail: 'named by another field' },
    {
      ...base,
      where: `not ${nameless} and ${isUnnamed}`,
      blocks: true,
      detail: 'no name where the mapping takes it from',
    },
  ];
}

export const nameRules: QualityRule[] = [
  {
    id: 'DQ02',
    sentence: 'Customers have neither a name nor a company.',
    severity: 'blocks',
    treatment:
      'They are rejected, because Zoho CRM requires a last name or an account name, unless the mapping takes it from another field. Add the names in the source.',
    treat: namelessRecords,
    missing: 'No object was found that has names.',
    search: (context) =>
      parties.flatMap((object) => {
        const columns = columnsOf(context, { types: nameTypes, objects: [object], within: 'record' }).map(
          (one) => one.column,
        );
        return columns.length === 0 ? [] : namelessIn(context, object, columns);
      }),
  },
  {
    id: 'DQ03',
    sentence: 'Names hold more than they should: a title, a comma with the first name behind it, or several blanks.',
    severity: 'warns',
    treatment:
      'With `collapse_spaces`, surplus blanks are removed. The rest is loaded as it is, because nobody can split a name for certain.',
    treat: byField(
      withTransform('collapse_spaces'),
      'surplus blanks are removed, and the rest is loaded as it is',
      'Nobody can split a name for certain.',
    ),
    missing: 'No object was found that has names of persons in columns of their own.',
    search: (context) =>
      columnsOf(context, { types: ['given_name', 'family_name'], objects: parties, within: 'record' }).map((one) =>
        inColumn(one, (x) => `(${matches(x, String.raw`^[^,]+,\s*\p{L}|\S\s{2,}\S`)} or ${matches(x, title)})`),
      ),
  },
];
