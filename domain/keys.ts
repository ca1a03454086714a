import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import type { LoadedObject } from '../schemas/terms.ts';
import type { SourceRow } from './condition.ts';

/** What is needed to treat keys and references, which no scan may change. */
export interface KeyContext {
  /** The field of each object that identifies its records. */
  keyFields: Partial<Record<LoadedObject, string>>;
  /** A keyed hash that begins with a letter, for ids that must not leave. */
  hashId(id: string): string;
}

/** The id under which a record is known in Zoho: the source's own, or its hash where the mapping asks for it. */
export const idOf = (
  mapping: Pick<Mapping, 'hashKeys'>,
  object: string | undefined,
  id: string,
  context: KeyContext,
): string => ((mapping.hashKeys as readonly (string | undefined)[]).includes(object) ? context.hashId(id.trim()) : id);

/**
 * Fields of an object that hold its key, or a declared reference to another object, each with a function that returns the
 * id as Zoho will know it.
 */
export function keysAndReferences(
  mapping: Mapping,
  object: LoadedObject,
  context: KeyContext,
): Map<string, (value: string, row: SourceRow) => string> {
  const fields = new Map<string, (value: string, row: SourceRow) => string>();
  const key = context.keyFields[object];
  if (key !== undefined) fields.set(key, (value) => idOf(mapping, object, value, context));
  const addReferences = (rules: Record<string, FieldRule>, prefix: string) => {
    for (const { from, lookup, lookup_from } of Object.values(rules)) {
      if (lookup === undefined && lookup_from === undefined) continue;
      const target = (row: SourceRow) => lookup ?? row[String(lookup_from)];
      for (const field of [from].flat())
        if (field !== undefined) fields.set(prefix + field, (value, row) => idOf(mapping, target(row), value, context));
    }
  };
  const sources: SourceRule[] = Object.values(mapping.modules).flatMap(({ sources }) => sources);
  for (const source of sources.filter((one) => one.object === object)) {
    addReferences(source.fields, '');
    addReferences(source.custom, '');
    if (source.lines) addReferences(source.lines.fields, 'lines.');
  }
  return fields;
}
