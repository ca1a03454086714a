import type { JsonObject } from '../../../schemas/json.ts';
import { forbiddenBy } from '../never.ts';
import { deliveryError } from './errors.ts';
import type { Reading } from './file-row.ts';

/** Characters that separate values in files of other producers. */
const separators: [string, string][] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'pipes'],
  [',', 'commas'],
];
/** How many column names a message lists. */
const listedColumns = 50;

/**
 * The names of a file's columns, without white space around them. A column that must not be read gets no name.
 * @throws ConnectorError `configuration` for a name that two columns have, because only one of them would be read, and for
 * a missing column. The message lists the columns only where the line surely is a header and not a row.
 */
export function readHeader(name: string, cells: string[], { needed, never }: Reading): string[] {
  const names = cells.map((cell) => cell.trim().normalize('NFC'));
  const repeated = names.find((one, index) => one !== '' && names.indexOf(one) !== index);
  const missing = needed.filter((one) => !names.includes(one));
  if (missing.length > 0) throw missingColumns(name, names, needed, missing);
  if (repeated !== undefined) throw deliveryError(`${name} has two columns with the name ${repeated}.`);
  const isForbidden = forbiddenBy(never);
  return names.map((one) => (isForbidden(one) === undefined ? one : ''));
}

function missingColumns(name: string, names: string[], needed: string[], missing: string[]) {
  const found = new Set(names.map((one) => one.toLowerCase()));
  const isHeader = needed.some((one) => found.has(one.toLowerCase()));
  const lacks = `${name} has no column ${missing.join(', ')}`;
  if (isHeader) {
    const listed = names.filter((one) => one !== '').slice(0, listedColumns);
    return deliveryError(`${lacks}, which the profile names. Its columns are ${listed.join(', ')}.`);
  }
  const line = names.join('');
  const [, separator] = separators.find(([character]) => names.length === 1 && line.includes(character)) ?? [];
  if (separator !== undefined)
    return deliveryError(
      `${lacks}. Its first line is one value with ${separator} in it: set delimiter in the profile.`,
    );
  return deliveryError(
    `${lacks}, nor any other column of the profile. Its first line, with ${names.length} values, may be a row or a title: ` +
      'name the columns under header if the file has none, or use skipLines.',
  );
}

/** A row by the names of its columns. Columns without a name are left out. */
export function rowOf(header: string[], values: string[]): JsonObject {
  const row: JsonObject = {};
  for (let column = 0; column < header.length; column += 1) {
    const name = header[column];
    if (name) row[name] = values[column] ?? '';
  }
  return row;
}
