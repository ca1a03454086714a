import { column } from '../sql-text.ts';
import { matches } from './conditions.ts';
import { nameTypes, parties } from './identity.ts';
import { columnsOf, inColumn, type QualityRule } from './rule.ts';

const title = String.raw`(?i)(^|[\s,])(dr|prof|mr|mrs|ms|ing|dipl)\.(\s|$)|^(mr|mrs|ms)\s`;

export const nameRules: QualityRule[] = [
  {
    id: 'DQ02',
    sentence: 'Customers have neither a name nor a company.',
    severity: 'blocks',
    treatment:
      'They are rejected, because Zoho CRM requires a last name or an account name. Add the names in the source.',
    missing: 'No object has names.',
    search: (context) =>
      parties.flatMap((object) => {
        const names = columnsOf(context, { types: nameTypes, objects: [object], within: 'record' });
        const where = names.map((one) => `${column(one.column)} is null`).join(' and ');
        return names.length === 0 ? [] : [{ table: object, object, field: null, where }];
      }),
  },
  {
    id: 'DQ03',
    sentence: 'Names hold more than they should: a title, a comma with the first name behind it, or several blanks.',
    severity: 'warns',
    treatment: 'Surplus blanks are removed. The rest is loaded as it is, because nobody can split a name for certain.',
    missing: 'No object has names of persons in columns of their own.',
    search: (context) =>
      columnsOf(context, { types: ['given_name', 'family_name'], objects: parties, within: 'record' }).map((one) =>
        inColumn(one, (x) => `(${matches(x, String.raw`^[^,]+,\s*\p{L}|\S\s{2,}\S`)} or ${matches(x, title)})`),
      ),
  },
];
