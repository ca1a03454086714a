import type { CustomField } from '../../schemas/mapping.ts';

type Type = CustomField['type'];

/** Lengths of fields without a declared one. Zoho requires them to create a field. docs: create-custom-field, v7 and v8 */
export const createdLengths = {
  text: 255,
  textarea: 2_000,
  integer: 9,
  double: 16,
  currency: 16,
  email: 100,
  phone: 30,
  percent: 5,
  website: 255,
} satisfies Partial<Record<Type, number>>;

/**
 * The most characters, or digits before the point, of a value without a declared length, by type. Values of a pick list: docs:
 * insert-records, types
 */
export const customLengths: Record<Type, number> & typeof createdLengths = {
  ...createdLengths,
  richtext: 50_000,
  picklist: 120,
  multiselectpicklist: 120,
  date: 10,
  datetime: 25,
  boolean: 5,
  lookup: 19,
  userlookup: 19,
};

/** The longest field of each type that can be created. docs: create-custom-field, get-rich-text-fields */
export const longestFields: Partial<Record<Type, number>> = {
  ...createdLengths,
  textarea: 32_000,
  richtext: 50_000,
  website: 450,
};

/** The most values of a pick list. docs: create-global-picklist */
export const mostPickValues = 1_000;

/** Decimal places of an amount without declared ones. */
export const currencyDecimals = 2;
