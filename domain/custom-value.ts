import { Decimal } from 'decimal.js';
import { z } from 'zod';
import type { Json } from '../schemas/json.ts';
import type { CustomField, TransformName } from '../schemas/mapping.ts';
import type { Mapped } from './mapped.ts';
import { currencyDecimals, customLengths } from './schema-plan/lengths.ts';
import { transforms } from './values/transforms.ts';
import { cutText } from './values/texts.ts';
import type { ValueContext } from './values/value.ts';

/** The transform that gives the values of a type. Other types hold texts. */
export const transformOfType: Partial<Record<CustomField['type'], TransformName>> = {
  integer: 'integer',
  double: 'decimal',
  currency: 'money',
  percent: 'decimal',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** Letters, digits and signs that Zoho takes in a phone field. docs: insert-records, types */
const phone = /^[\dA-Za-z+.()\-\s,;#]+$/;
/** An address with a host. docs: insert-records, types */
const website = /^(?:(?:https?|ftp):\/\/)?[^\s/.][^\s/]*\.[^\s]+$/i;

/** The values in the text of a multi-select pick list, each once, in their order. */
export const valuesInText = ({ separator = ';' }: CustomField, text: string): string[] => [
  ...new Set(
    text
      .split(separator)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  ),
];

/**
 * Checks a value against the declaration of its custom field, so that Zoho does not reject it with all other custom fields
 * of the record. The field's rule `invalid` says what happens to a value that does not fit.
 *
 * @param value one value; for a multi-select pick list, its text or the list of its values
 * @param made the transforms that made the value: what a type's own transform has made needs no second reading
 */
export function fitCustomField(
  field: CustomField,
  value: Json,
  made: readonly TransformName[],
  context: ValueContext,
): Mapped {
  const wanted = isFine(field) ? 'decimal' : transformOfType[field.type];
  if (field.type === 'multiselectpicklist') return fitValues(field, value);
  if (wanted === undefined) return fitText(field, String(value));
  const fits = wanted === made.at(-1) || (typeof value === 'boolean' && wanted === 'boolean');
  const converted = fits ? ({ ok: true, value } as const) : transforms[wanted](String(value), context);
  if (!converted.ok) return unfit(field, `${wanted}: ${converted.reason}`);
  return fitNumber(field, converted.value);
}

/** Amounts with more decimal places than money has, such as a price for each second. */
const isFine = ({ type, decimals = 0 }: CustomField): boolean => type === 'currency' && decimals > currencyDecimals;

const numbers = new Set<CustomField['type']>(['integer', 'double', 'currency', 'percent']);

function fitNumber(field: CustomField, value: Json): Mapped {
  if (!numbers.has(field.type)) return { value };
  const digits = field.length ?? customLengths[field.type];
  if (Math.abs(Number(value)) >= 10 ** digits) return unfit(field, `more than ${digits} digits`);
  const { decimals } = field;
  if (decimals !== undefined && new Decimal(String(value)).decimalPlaces() > decimals)
    return unfit(field, `more than ${decimals} decimal places`);
  return { value };
}

function fitValues(field: CustomField, value: Json): Mapped {
  const values = valuesInText(field, Array.isArray(value) ? value.join(field.separator ?? ';') : String(value));
  if (values.length === 0) return unfit(field, 'no value between the separators');
  const { values: declared } = field;
  if (declared && values.some((one) => !declared.includes(one))) return unfit(field, 'not a declared value');
  const length = field.length ?? customLengths.multiselectpicklist;
  return values.some((one) => one.length > length)
    ? unfit(field, `longer than ${length} characters`)
    : { value: values };
}

function fitText(field: CustomField, text: string): Mapped {
  const length = field.length ?? customLengths[field.type];
  if (field.type === 'picklist' && field.values && !field.values.includes(text)) {
    const value = text.trim();
    if (field.values.includes(value)) return { value };
    if (field.invalid === 'add_value' && value.length <= length) return { value, remark: 'added:not a declared value' };
    return unfit(field, 'not a declared value');
  }
  if (field.type === 'lookup' || field.type === 'userlookup') return unfit(field, 'not the id of a record or user');
  if (field.type === 'email' && !z.regexes.email.test(text)) return unfit(field, 'not an e-mail address');
  if (field.type === 'phone' && !phone.test(text)) return unfit(field, 'not a phone number');
  if (field.type === 'website' && !website.test(text)) return unfit(field, 'not an address of a website');
  if (text.length <= length) return { value: text };
  const cut = field.invalid === 'cut' ? cutText(text, length) : '';
  return cut === '' ? unfit(field, `longer than ${length} characters`) : { value: cut, remark: 'repaired:cut' };
}

const unfit = ({ invalid }: CustomField, reason: string): Mapped =>
  invalid === 'reject' ? { value: undefined, reason, rejects: true } : { value: undefined, reason };
