import { z } from 'zod';

/** What Zoho's answers may add to our messages and reasons. Any other text may quote a value of the record. */

/** A code as Zoho documents them, such as `INVALID_DATA`. */
export const Code = z.string().transform((text) => (/^[A-Z][A-Z_]{1,60}$/.test(text) ? text : 'an undocumented code'));

const apiName = /^[A-Za-z][A-Za-z0-9_$]{0,99}(?:\.[A-Za-z][A-Za-z0-9_$]{0,99})?$/;

/** API name of a field, or of a field of a lookup such as `Account_Name.Portage_Key`. */
export const isApiName = (text: string): boolean => apiName.test(text);

/** The same in an answer; anything else is left out. */
export const ApiName = z.string().regex(apiName).optional().catch(undefined);

/** A type of data, such as `email` or `bigint`; anything else is left out. */
export const DataType = z
  .string()
  .regex(/^[A-Za-z_]{1,30}$/)
  .optional()
  .catch(undefined);
