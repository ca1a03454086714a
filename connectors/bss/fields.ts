import { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import { DateTime } from 'luxon';
import type { Json, JsonObject } from '../../schemas/json.ts';
import type { FileField, JsonField } from '../../schemas/profile-fields.ts';
import { digestOf } from '../digest.ts';
import { ConnectorError } from '../error.ts';
import { forbiddenBy } from './never.ts';

/** Reads a field of a row as text; empty when the row doesn't have it. */
export type ReadField = (row: JsonObject) => string;
type ReadValue = (row: JsonObject) => Json;
type Field = FileField | JsonField;

/**
 * Readers of an object's fields, in their order. In JSON a field is read by JMESPath expressions, otherwise from columns.
 * @throws ConnectorError `configuration` for an invalid expression; a reader throws `contract` for a record that the
 * expression can't be applied to
 */
export function fieldReaders(
  object: string,
  fields: Record<string, Field>,
  { isJson, timeZone, never = [] }: { isJson: boolean; timeZone: string; never?: string[] },
): ReadField[] {
  return Object.entries(fields).map(([name, field]) => {
    const valueOf = (input: string): ReadValue =>
      isJson ? compileExpression(input, `${object}.${name}`) : (row) => row[input] ?? null;
    if (typeof field === 'object' && 'prefix' in field) return prefixReader(field.prefix, never);
    return fieldReader(field, valueOf, timeZone);
  });
}

/** Reads the texts of one value: several where JMESPath gives a list. */
export function textsReader(
  input: string,
  { isJson, where }: { isJson: boolean; where: string },
): (row: JsonObject) => string[] {
  const read: ReadValue = isJson ? compileExpression(input, where) : (row) => row[input] ?? null;
  return (row) =>
    [read(row)]
      .flat()
      .map(textOf)
      .filter((text) => text !== '');
}

function fieldReader(
  field: Exclude<Field, { prefix: string }>,
  valueOf: (input: string) => ReadValue,
  timeZone: string,
): ReadField {
  const textFrom = (input: string): ReadField => {
    const read = valueOf(input);
    return (row) => textOf(read(row));
  };
  if (typeof field === 'string') return textFrom(field);
  if ('from' in field) return labelReader(field, textFrom(field.from));
  if ('rows' in field) return rowsReader(field.fields, valueOf(field.rows), textFrom);
  if ('constant' in field) return () => field.constant;
  if ('join' in field) {
    const parts = field.join.map(textFrom);
    return (row) =>
      joined(
        parts.map((read) => read(row)),
        field.with,
      );
  }
  if ('unpivot' in field) return unpivotReader(field.unpivot, textFrom);
  if ('hash' in field) {
    const parts = field.hash.map(textFrom);
    return (row) => digestOf(parts.map((read) => read(row))).slice(0, 32);
  }
  if ('time' in field) {
    const read = textFrom(field.time);
    return (row) => localTime(read(row), timeZone);
  }
  const read = textFrom(field.date);
  return (row) => read(row).replace(/^(\d{4}-\d{2}-\d{2})[T ].*$/, '$1');
}

function labelReader(
  { labels, others }: { labels: Record<string, string>; others?: string | undefined },
  readCode: ReadField,
): ReadField {
  return (row) => {
    const code = readCode(row);
    if (Object.hasOwn(labels, code)) return labels[code]!;
    return others === 'keep' ? code : '';
  };
}

const joined = (texts: string[], separator: string) => texts.filter((text) => text !== '').join(separator);

/** Reads groups of columns as a list of rows, as JSON; empty without a row. */
function unpivotReader(
  groups: Record<string, string | { constant: string }>[],
  textFrom: (input: string) => ReadField,
): ReadField {
  const readers = groups.map((group) =>
    Object.entries(group).map(([name, input]) =>
      typeof input === 'string'
        ? { name, isConstant: false, read: textFrom(input) }
        : { name, isConstant: true, read: () => input.constant },
    ),
  );
  return (row) => {
    const rows = readers.flatMap((columns) => {
      const cells = columns.map(({ name, isConstant, read }) => ({ name, isConstant, text: read(row) }));
      if (cells.every(({ isConstant, text }) => isConstant || text === '')) return [];
      return [Object.fromEntries(cells.map(({ name, text }) => [name, text]))];
    });
    return rows.length === 0 ? '' : JSON.stringify(rows);
  };
}

/** Reads a list of rows as JSON; empty when the value is not a list. */
function rowsReader(
  fields: Record<string, string>,
  readList: ReadValue,
  textFrom: (input: string) => ReadField,
): ReadField {
  const columns = Object.entries(fields).map(([column, input]) => [column, textFrom(input)] as const);
  const readRow = (row: Json) =>
    Object.fromEntries(columns.map(([column, read]) => [column, read(row as JsonObject)] as const));
  return (row) => {
    const list = readList(row);
    return Array.isArray(list) ? JSON.stringify(list.map(readRow)) : '';
  };
}

export const textOf = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** One compiled JMESPath expression. The library's own messages are not passed on, because they may quote a value. */
export function compileExpression(text: string, where: string): (value: Json) => Json {
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(text);
  } catch {
    throw new ConnectorError(
      'configuration',
      `${where}: ${text} is not a valid JMESPath expression. Nothing of it was staged. Correct it in the source profile.`,
    );
  }
  return (value) => {
    try {
      const found: unknown = TreeInterpreter.search(tree, value);
      // The library finds what every object inherits, such as `constructor`.
      return typeof found === 'function' ? null : (found as Json);
    } catch {
      throw new ConnectorError(
        'contract',
        `${where}: ${text} can't be applied to a record of the source. Nothing of it was staged. Correct it in the source profile.`,
      );
    }
  };
}

/** Reads all non-empty columns with a prefix, but not those that `never` lists with or without the prefix. */
function prefixReader(prefix: string, never: string[]): ReadField {
  const isForbidden = forbiddenBy(never);
  return (row) => {
    const filled = Object.entries(row)
      .filter(([name, value]) => name.startsWith(prefix) && value !== '')
      .map(([name, value]) => [name.slice(prefix.length), value] as const)
      .filter(([name]) => isForbidden(name) === undefined);
    return filled.length === 0 ? '' : JSON.stringify(Object.fromEntries(filled));
  };
}

/** The local time of an ISO timestamp; a timestamp without a zone is local already. */
function localTime(text: string, timeZone: string): string {
  const time = DateTime.fromISO(text.replace(' ', 'T'), { zone: timeZone });
  // A value that is not a timestamp is kept as it is: the data rules decide about it.
  return time.isValid ? time.toFormat('yyyy-MM-dd HH:mm:ss') : text;
}
