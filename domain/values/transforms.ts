import type { TransformName } from '../../schemas/mapping.ts';
import { toCountry } from './countries.ts';
import { toDate, toDateTime } from './dates.ts';
import { toDuration } from './durations.ts';
import { toDecimal, toInteger, toMoney, toNonzero } from './numbers.ts';
import { repairEncoding, toBoolean, toEmail, toJson, toPhone } from './texts.ts';
import type { Converted, ValueContext } from './value.ts';

type Transform = (text: string, context: ValueContext) => Converted;

const collapse = (text: string): Converted => ({ ok: true, value: text.replace(/\s+/g, ' ').trim() });

/** The named transforms of the mapping file. Each takes one text that isn't blank. */
export const transforms: Record<TransformName, Transform> = {
  trim: (text) => ({ ok: true, value: text.trim() }),
  collapse_spaces: collapse,
  upper: (text) => ({ ok: true, value: text.toUpperCase() }),
  lower: (text) => ({ ok: true, value: text.toLowerCase() }),
  phone: toPhone,
  email: toEmail,
  date: toDate,
  datetime: toDateTime,
  integer: toInteger,
  decimal: toDecimal,
  money: toMoney,
  nonzero: toNonzero,
  boolean: toBoolean,
  country: toCountry,
  repair_encoding: repairEncoding,
  json: toJson,
  duration: toDuration,
};
