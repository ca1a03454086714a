import type { SemanticType } from '../../schemas/column-facts.ts';
import { repairEncoding } from '../values/texts.ts';
import { literal } from '../sql-text.ts';
import { matches } from './conditions.ts';
import { holdsPaymentNumber } from './payment-numbers.ts';
import { byValue, columnsOf, inColumn, type QualityRule } from './rule.ts';
import { byField, withTransform } from './treatments.ts';

/** Texts that people typed. */
const typedTexts = [
  'given_name',
  'family_name',
  'person_name',
  'company',
  'title',
  'street',
  'city',
  'text',
  'code',
  'file_name',
] as const satisfies readonly SemanticType[];

/** Where an identifier can be, beside keys and references, which are checked apart. */
const anyText = [
  ...typedTexts,
  'email',
  'phone',
  'user',
  'tax_number',
  'postcode',
  'url',
  'json',
  'network_identifier',
] as const satisfies readonly SemanticType[];

const brokenSigns = String.raw`[ÃÂâÅÄÐ\x{FFFD}\x{0300}-\x{036F}\x{0080}-\x{009F}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}\x{FEFF}]|[\x{0001}-\x{0008}]|&(amp|lt|gt|quot|apos|nbsp|#\d+);`;
const invisible = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd\u0001-\u0008]/;
const entity = /&(?:amp|lt|gt|quot|apos|nbsp|#\d+);/;
const markup = /<\/?[a-z][^>]*>/i;

/** Whether a text shows signs that nobody typed. Entities belong to HTML. */
function isBroken(text: string): boolean {
  const repaired = repairEncoding(text);
  if ('repaired' in repaired || text.normalize('NFC') !== text || invisible.test(text)) return true;
  return entity.test(text) && !markup.test(text);
}

/** The longest text that Zoho CRM takes in a text field of several lines, as the mapping creates it. */
const longestText = 2_000;

const flagWords = "'y', 'n', 'yes', 'no', 'ja', 'nein', 'oui', 'non', 'si', 'true', 'false'";
const customCases: [detail: string, where: (x: string) => string][] = [
  ['HTML', (x) => matches(x, '(?i)</?(a|b|i|p|br|div|span|font|ul|li|table|tr|td|strong|em)[ />]')],
  ['JSON', (x) => `(${matches(x, String.raw`^\s*[\[{]`)} and json_valid(${x}))`],
  ['a list in one value', (x) => matches(x, String.raw`^[^\s;|]+([;|][^\s;|]+)+$`)],
  ['yes or no in a text', (x) => `lower(trim(${x})) in (${flagWords})`],
  [`more than ${longestText.toLocaleString('en')} characters`, (x) => `length(${x}) > ${longestText}`],
];

export const textRules: QualityRule[] = [
  {
    id: 'DQ11',
    sentence: 'Texts have a broken encoding, or signs that nobody sees.',
    severity: 'fixed',
    treatment:
      'With `repair_encoding`, a text is restored where that is possible without a doubt. Letters are composed (NFC). Other signs stay.',
    treat: byField(
      withTransform('repair_encoding'),
      'it is restored where that is possible without a doubt',
      'Letters are composed (NFC). Other signs stay.',
    ),
    corrects: withTransform('repair_encoding'),
    missing: 'No column was found that holds texts.',
    search: (context) =>
      columnsOf(context, { types: typedTexts }).map((one) => byValue(one, isBroken, (x) => matches(x, brokenSigns))),
  },
  {
    id: 'DQ30',
    sentence: 'Custom fields hold something else than a short text: HTML, JSON, lists, yes or no, or very long texts.',
    severity: 'warns',
    treatment:
      'HTML, lists, and yes or no are written as texts. JSON is not written without the transform `json`, nor a text that is too long for its field without `cut`. Choose the type of the custom field in the mapping.',
    missing: 'The source has no custom fields with texts.',
    search: (context) =>
      columnsOf(context, { types: ['text', 'json', 'code'], within: 'record' })
        .filter((one) => one.column.startsWith('extensions.'))
        .flatMap((one) => customCases.map(([detail, where]) => inColumn(one, where, { detail }))),
  },
  {
    id: 'DQ31',
    sentence: 'Texts hold network identifiers or credentials, such as an IMSI, the number of a SIM card or a password.',
    severity: 'fixed',
    treatment: 'They are withheld: the rest of the text is written. The receipt of the load lists how often.',
    missing: 'No column was found that holds texts.',
    search: (context) =>
      columnsOf(context, { types: anyText }).map((one) =>
        byValue(
          one,
          (value) => context.findsIdentifier(one.column, value),
          (x) => `length(${x}) >= 4`,
        ),
      ),
  },
  {
    id: 'DQ32',
    sentence: 'Texts hold numbers of payment cards or bank accounts.',
    severity: 'warns',
    treatment:
      'A card number in groups or after its label is withheld. Others are written as they are: remove them from the source, or name the field under `withhold`.',
    missing: 'No column was found that holds texts.',
    search: (context) =>
      columnsOf(context, { types: typedTexts }).map((one) =>
        byValue(one, holdsPaymentNumber, (x) => matches(x, String.raw`\d{4}|[A-Z]{2}\d{2}`)),
      ),
  },
  {
    id: 'DQ38',
    sentence: 'Custom fields hold whole numbers of more than 15 digits, which many programs round.',
    severity: 'warns',
    treatment:
      'In a text field, they are kept digit by digit. A number field stays blank where it has no room for them: map them to a text field.',
    treat: byField(
      withTransform('integer', 'decimal', 'money'),
      'the field stays blank where a number has no room for the digits',
      'Map them to a text field and not to a number.',
    ),
    missing: 'The source has no custom fields.',
    search: (context) =>
      columnsOf(context, { types: ['text', 'code', 'number', 'id'], within: 'record' })
        .filter((one) => one.column.startsWith('extensions.'))
        .map((one) => inColumn(one, (x) => `regexp_full_match(trim(${x}), ${literal(String.raw`-?\d{16,}`)})`)),
  },
];
