import { column } from '../sql-text.ts';
import { matches } from './conditions.ts';
import { nameTypes, parties } from './identity.ts';
import { columnsOf, inColumn, type QualityRule, type Treat } from './rule.ts';
import { byField, joined, withTransform } from './treatments.ts';

const title = String.raw`(?i)(^|[\s,])(dr|prof|mr|mrs|ms|ing|dipl)\.(\s|$)|^(mr|mrs|ms)\s`;

const namelessRecords: Treat = (context, found) => {
  const named = found.filter(({ object, blocks }) => blocks !== true && context.isLoaded(object));
  return joined(
    found.some(({ blocks }) => blocks === true)
      ? 'They are rejected, because Zoho CRM requires a last name or an account name. Add the names in the source.'
      : '',
    named.length > 0
      ? `Those of ${named.map(({ object }) => object).join(', ')} get their name from another field.`
      : '',
    found.length > 0 && found.every(({ object }) => !context.isLoaded(object)) ? 'The mapping does not load them.' : '',
  );
};

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
        const names = columnsOf(context, { types: nameTypes, objects: [object], within: 'record' });
        const columns = names.map((one) => one.column);
        const where = columns.map((one) => `${column(one)} is null`).join(' and ');
        const blocks = context.isLoaded(object) && !context.isNamedWithout(object, columns);
        return names.length === 0 ? [] : [{ table: object, object, field: null, where, blocks }];
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
