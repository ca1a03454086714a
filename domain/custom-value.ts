import { z } from 'zod';
import type { Json } from '../schemas/json.ts';
import type { CustomField, TransformName } from '../schemas/mapping.ts';
import type { Mapped } from './mapped.ts';
import { customLengths } from './plan-fields.ts';
import { transforms } from './values/transforms.ts';
import { cutText } from './values/texts.ts';
import type { ValueContext } from './values/value.ts';

/** The transform that gives the values of a type. Other types hold texts. */
export const transformOfType: Partial<Record<CustomField['type'], TransformName>> = {
  integer: 'integer',
  double: 'decimal',
  currency: 'money',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

/** Letters, digits and signs that Zoho takes in a phone field. docs: insert-records, types */
const phone = /^[\dA-Za-z+.()\-\s,;#]+$/;

/**
 * Checks a value against the declaration of its custom field, so that Zoho does not reject it with all other custom fields
 * of the record. The field's rule `invalid` says what happens to a value that does not fit.
 *
 * @param made the transforms that made the value: what a type's own transform has made needs no second reading
 */
export function fitCustomField(
  field: CustomField,
  value: Json,
  made: readonly TransformName[],
  context: ValueContext,
): Mapped {
  const wanted = transformOfType[field.type];
  if (wanted === undefined) return fitText(field, String(value));
  const fits = wanted === made.at(-1) || (typeof value === 'boolean' && wanted === 'boolean');
  const converted = fits ? ({ ok: true, value } as const) : transforms[wanted](String(value), context);
  if (!converted.ok) return unfit(field, `${wanted}: ${converted.reason}`);
  const digits = field.length ?? customLengths.integer;
  if (wanted === 'integer' && Math.abs(Number(converted.value)) >= 10 ** digits)
    return unfit(field, `more than ${digits} digits`);
  return { value: converted.value };
}

function fitText(field: CustomField, text: string): Mapped {
  const length = field.length ?? customLengths[field.type];
  if (field.type === 'picklist' && field.values && !field.values.includes(text)) {
    const value = text.trim();
    if (field.values.includes(value)) return { value };
    if (field.invalid === 'add_value' && value.length <= length) return { value, remark: 'added:not a declared value' };
    return unfit(field, 'not a declared value');
  }
  if (field.type === 'email' && !z.regexes.email.test(text)) return unfit(field, 'not an e-mail address');
  if (field.type === 'phone' && !phone.test(text)) return unfit(field, 'not a phone number');
  if (text.length <= length) return { value: text };
  const cut = field.invalid === 'cut' ? cutText(text, length) : '';
  return cut === '' ? unfit(field, `longer than ${length} characters`) : { value: cut, remark: 'repaired:cut' };
}

const unfit = ({ invalid }: CustomField, reason: string): Mapped =>
  invalid === 'reject' ? { value: undefined, reason, rejects: true } : { value: undefined, reason };
