import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { toCountry } from '../values/countries.ts';
import { toEmail, toPhone } from '../values/texts.ts';
import { column, literal } from '../sql-text.ts';
import { activeWords, closedWords } from './status-words.ts';
import { folded, matches, phoneDigits, repeats } from './conditions.ts';
import { nameTypes } from './identity.ts';
import { labelOf, statusIs } from './statuses.ts';
import { byField, joined, sentencesOf, wayOf, withTransform } from './treatments.ts';
import { byValue, columnsOf, inColumn, unusable, type QualityContext, type QualityRule, type Search } from './rule.ts';

/** An address that needs no second look. */
const soundEmail = String.raw`[a-z0-9._+-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}`;
const placeholder = String.raw`(?i)(no-?e?mail|none|na|n\.a|unknown|nomail)@|@(na|none|nomail)\.`;
const manyPeople = 'an address of many';
const otherPostcode = 'a postcode of another country';
/** More people than this don't share an address of their own: it is a dealer's or a company's. */
const mostSharing = 5;

/** A number in a usual notation: international, or national with its leading zero. */
const usualPhone = String.raw`^\s*(\+|00|0|\(0)[0-9 ()-]*$`;
const optionalZero = '(0)';
const isUnusual = (x: string) => `(not ${matches(x, usualPhone)} or contains(${x}, ${literal(optionalZero)}))`;

const isoCountry = /^[A-Z]{2}$/;
const isCode = (value: string): boolean => isoCountry.test(value) && new Intl.Locale(`und-${value}`).region === value;

/** Postcodes by country. Countries without one here are not compared. CLDR, postalCodeData */
const postcodes: Record<string, string> = {
  AT: String.raw`\d{4}`,
  BE: String.raw`\d{4}`,
  CH: String.raw`\d{4}`,
  DE: String.raw`\d{5}`,
  ES: String.raw`\d{5}`,
  FR: String.raw`\d{5}`,
  GB: String.raw`[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}`,
  IE: String.raw`[A-Za-z]\d[\dWw] ?[A-Za-z\d]{4}`,
  IT: String.raw`\d{5}`,
  MX: String.raw`\d{5}`,
  NL: String.raw`\d{4} ?[A-Za-z]{2}`,
  PL: String.raw`\d{2}-\d{3}`,
  PT: String.raw`\d{4}-\d{3}`,
  US: String.raw`\d{5}(-\d{4})?`,
};

/** Postcodes that don't fit the country of their row. */
const wrongPostcodes = (context: QualityContext): Search[] =>
  columnsOf(context, { types: ['postcode'], within: 'record' }).flatMap((one) => {
    const [country] = columnsOf(context, { types: ['country'], objects: [one.object], within: 'record' });
    if (!country) return [];
    const cases = Object.entries(postcodes).map(
      ([code, pattern]) =>
        `when ${literal(code)} then not regexp_full_match(trim(${column(one.column)}), ${literal(pattern)})`,
    );
    return [
      inColumn(one, (x) => `${x} is not null and case ${column(country.column)} ${cases.join(' ')} else false end`, {
        detail: otherPostcode,
      }),
    ];
  });

/** Numbers of active subscribers that others have too, by a condition on both. */
function sharedNumbers(
  context: QualityContext,
  find: (sides: { object: string; digits: string; active: string; closed: string }) => string,
): Search[] {
  return columnsOf(context, { types: ['phone'], objects: ['subscribers'], within: 'record' })
    .slice(0, 1)
    .flatMap((one) => {
      const status = labelOf(context, one.object);
      if (!status) return [];
      const [active, closed] = [statusIs(status, activeWords), statusIs(status, closedWords)];
      const sides = { object: one.object, digits: phoneDigits(column(one.column)), active, closed };
      return [inColumn(one, () => find(sides))];
    });
}

/** A header of an e-mail holds names and several addresses; a rule of its own reads it. */
const isHeader = ({ mailsIn }: QualityContext, { object, column: name }: ColumnFacts): boolean =>
  mailsIn(object).some(({ fields: { from, to, cc, bcc } }) =>
    [from, to, cc, bcc].some((columns) => columns?.includes(name)),
  );

export const contactRules: QualityRule[] = [
  {
    id: 'DQ05',
    sentence: 'E-mail addresses are none, are placeholders, or belong to more than five different people.',
    severity: 'warns',
    treatment: 'What is no address stays blank. A shared address is loaded as it is.',
    treat: (context, found) =>
      joined(
        byField(withTransform('email'), 'what is no address stays blank')(
          context,
          found.filter(({ detail }) => detail !== manyPeople),
        ),
        found.some(({ detail }) => detail === manyPeople) ? 'A shared address is loaded as it is.' : '',
      ),
    missing: 'No column was found that holds e-mail addresses.',
    search: (context) =>
      columnsOf(context, { types: ['email'], within: 'record' }).flatMap((one) => {
        if (isHeader(context, one)) return [];
        const isSound = (x: string) =>
          `(regexp_full_match(lower(trim(${x})), ${literal(soundEmail)}) and not ${matches(x, placeholder)})`;
        const none = byValue(
          one,
          (value) => !toEmail(value).ok,
          (x) => `not ${isSound(x)}`,
          'no address',
        );
        const names = columnsOf(context, { types: nameTypes, objects: [one.object], within: 'record' });
        if (names.length === 0) return [unusable(context, one, none)];
        const name = `concat_ws(' ', ${names.map((each) => folded(column(each.column))).join(', ')})`;
        const shared = inColumn(
          one,
          (x) =>
            `lower(trim(${x})) in (select lower(trim(${x})) from ${column(one.object)} where ${isSound(x)}
             group by 1 having count(distinct ${name}) > ${mostSharing})`,
          { detail: manyPeople },
        );
        return [unusable(context, one, none), shared];
      }),
  },
  {
    id: 'DQ06',
    sentence:
      'Phone numbers are written in an unusual way, such as without a leading zero or with letters before them.',
    severity: 'fixed',
    treatment: 'With `phone`, they are converted to the international form, with the region of the mapping.',
    treat: byField(withTransform('phone'), 'it is converted to the international form, with the region of the mapping'),
    corrects: withTransform('phone'),
    missing: 'No column was found that holds phone numbers.',
    search: (context) =>
      columnsOf(context, { types: ['phone'], within: 'record' }).map((one) =>
        byValue(one, (value) => toPhone(value, context.readAs(one)).ok, isUnusual),
      ),
  },
  {
    id: 'DQ07',
    sentence: 'Phone numbers are damaged: a spreadsheet rounded them, digits are missing, or several are in one field.',
    severity: 'warns',
    treatment: 'The field stays blank, because digits that are lost can only be found in the source.',
    treat: byField(
      withTransform('phone'),
      'the field stays blank',
      'Digits that are lost can only be found in the source.',
    ),
    missing: 'No column was found that holds phone numbers.',
    search: (context) =>
      columnsOf(context, { types: ['phone'], within: 'record' }).map((one) =>
        unusable(
          context,
          one,
          byValue(
            one,
            (value) => !toPhone(value, context.readAs(one)).ok,
            (x) => `${isUnusual(x)} or length(regexp_replace(${x}, '[^0-9]', '', 'g')) not between 7 and 15`,
          ),
        ),
      ),
  },
  {
    id: 'DQ08',
    sentence: 'Several active subscribers have the same phone number.',
    severity: 'warns',
    treatment: 'All of them are loaded with the number. Decide which one has it, and correct the others in the source.',
    missing: 'No object was found that has phone numbers together with a status in words.',
    search: (context) =>
      sharedNumbers(
        context,
        ({ object, digits, active }) => `${active} and ${repeats(object, [`case when ${active} then ${digits} end`])}`,
      ),
  },
  {
    id: 'DQ09',
    sentence: 'Former subscribers have a phone number that an active one has today, because it was given away again.',
    severity: 'warns',
    treatment: 'Both are loaded. This is usual, and only to be known when people search by number.',
    missing: 'No object was found that has phone numbers together with a status in words.',
    search: (context) =>
      sharedNumbers(
        context,
        ({ object, digits, active, closed }) =>
          `${closed} and ${digits} in (select ${digits} from ${column(object)} where ${active} and ${digits} is not null)`,
      ),
  },
  {
    id: 'DQ10',
    sentence: 'Countries are written as names or unknown codes, or the postcode belongs to another country.',
    severity: 'fixed',
    treatment:
      'With `country`, they are converted to their English names, and an unknown country stays blank. A postcode is never changed.',
    treat: (context, found) =>
      sentencesOf(
        found.map((search) => [
          search,
          search.detail === otherPostcode
            ? 'a postcode is never changed'
            : wayOf(
                context,
                search,
                withTransform('country'),
                'it is converted to its English name, and what is no country is not written',
              ),
        ]),
      ),
    corrects: withTransform('country'),
    missing: 'No column was found that holds countries.',
    search: (context) => [
      ...columnsOf(context, { types: ['country'], within: 'record' }).map((one) =>
        byValue(one, (value) => !isCode(value) || !toCountry(value).ok, undefined, 'no code of a country'),
      ),
      ...wrongPostcodes(context),
    ],
  },
];
