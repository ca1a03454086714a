import { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import { DateTime } from 'luxon';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { FileField, JsonField } from '../../schemas/profile-fields.ts';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';

/** Gives the text of a field; nothing for what is not there. */
export type ReadField = (row: JsonObject) => string;
type ReadValue = (row: JsonObject) => Json;

/**
 * Readers of an object's fields, in their order. In JSON a place is a JMESPath expression, elsewhere a column.
 * @throws ConnectorError `configuration` for a place that is no expression; a reader, for a record it can't be applied to
 */
export function fieldReaders(
  object: string,
  fields: Record<string, FileField | JsonField>,
  { isJson, timeZone }: { isJson: boolean; timeZone: string },
): ReadField[] {
  const at = (place: string, name: string): ReadValue =>
    isJson ? expression(place, `${object}.${name}`) : (row) => row[place] ?? null;
  return Object.entries(fields).map(([name, field]): ReadField => {
    if (typeof field === 'string') return texts(at(field, name));
    if ('prefix' in field) return (row) => prefixed(row, field.prefix);
    if ('from' in field) {
      const code = texts(at(field.from, name));
      return (row) => field.labels[code(row)] ?? (field.others === 'keep' ? code(row) : '');
    }
    if ('rows' in field) {
      const list = at(field.rows, name);
      const columns = Object.entries(field.fields).map(([column, place]) => [column, texts(at(place, name))] as const);
      return (row) => {
        const rows = list(row);
        if (!Array.isArray(rows)) return '';
        return JSON.stringify(
          rows.map((one) => Object.fromEntries(columns.map(([column, read]) => [column, read(one as JsonObject)]))),
        );
      };
    }
    if ('time' in field) {
      const read = texts(at(field.time, name));
      return (row) => localTime(read(row), timeZone);
    }
    if ('hash' in field) {
      const parts = field.hash.map((place) => texts(at(place, name)));
      return (row) => digestOf(parts.map((read) => read(row))).slice(0, 32);
    }
    const read = texts(at(field.date, name));
    return (row) => read(row).replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/, '$1');
  });
}

export const textOf = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

const texts =
  (read: ReadValue): ReadField =>
  (row) =>
    textOf(read(row));

/** One compiled expression. What the library says of a value is not passed on, for it may quote it. */
export function expression(text: string, where: string): (value: Json) => Json {
  const told = (kind: 'configuration' | 'contract', what: string) =>
    new ConnectorError(kind, `${where}: ${what}. Nothing of it was staged. Mend ${text} in the source profile.`);
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(text);
  } catch {
    throw told('configuration', 'it is no JMESPath expression');
  }
  return (value) => {
    try {
      return TreeInterpreter.search(tree, value);
    } catch {
      throw told('contract', 'the expression does not fit a record of the source');
    }
  };
}

function prefixed(row: JsonObject, prefix: string): string {
  const filled = Object.entries(row).filter(([name, value]) => name.startsWith(prefix) && value !== '');
  if (filled.length === 0) return '';
  return JSON.stringify(Object.fromEntries(filled.map(([name, value]) => [name.slice(prefix.length), value])));
}

/** A timestamp in any of the shapes that servers write; one without a zone is local already. */
function localTime(text: string, timeZone: string): string {
  const time = DateTime.fromISO(text.replace(' ', 'T'), { zone: timeZone });
  // What can't be read stays as it is, for the rules on data to judge.
  return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss') : text;
}
