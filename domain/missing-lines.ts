import type { ExtractedObject } from '../schemas/terms.ts';

/** Objects whose records Zoho takes only with lines. */
const withLines: ReadonlySet<ExtractedObject> = new Set(['orders', 'invoices']);

/** What to do about lines that are not in the rows of their records. */
export const linesAdvice =
  'Put the lines into a field `lines` of each record. Lines in a file or table of their own are joined by a query of a database source; a delivery of files is not joined: put them into the rows before it, as a list in JSON or as groups of columns (docs/source-profiles.md).';

/** What is wrong with the columns of an object whose records need lines; null if nothing is. */
export const missingLines = (object: ExtractedObject, columns: readonly string[]): string | null =>
  withLines.has(object) && !columns.includes('lines')
    ? `${object} has no field \`lines\`, and Zoho CRM takes no order and no invoice without lines. ${linesAdvice}`
    : null;
