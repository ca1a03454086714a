import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import { loadedObjects, type LoadedObject } from '../schemas/terms.ts';
import type { SourceRow } from './condition.ts';
import { keyOf, plainId, type Identity } from './identity.ts';

/** What is needed to make keys and references. */
export interface KeyContext {
  /** Short name of the source deployment. */
  system: string;
  /** The field of each object that identifies its records. */
  keyFields: Partial<Record<LoadedObject, string>>;
  /** A keyed hash that begins with a letter, for ids that must not leave. */
  hashId(id: string): string;
}

const isHashed = ({ hashKeys }: Pick<Mapping, 'hashKeys'>, object: string | undefined): boolean =>
  (hashKeys as readonly (string | undefined)[]).includes(object);

/** The key of a record by its id in the source. The id is hashed where the mapping asks for it. */
export function identify(
  mapping: Pick<Mapping, 'hashKeys'>,
  object: LoadedObject,
  raw: string,
  context: KeyContext,
): Identity {
  const identity = keyOf(context.system, object, raw);
  return 'problem' in identity || !isHashed(mapping, object)
    ? identity
    : keyOf(context.system, object, context.hashId(plainId(raw)));
}

/** The object that a lookup refers to; undefined if the row names none that is loaded. */
export const targetOf = ({ lookup, lookup_from }: FieldRule, row: SourceRow): LoadedObject | undefined =>
  lookup ?? loadedObjects.find((object) => object === row[String(lookup_from)]);

/**
 * Fields of an object that hold its key, or a declared reference to another object, each with a function that returns
 * what a plain field in Zoho may hold of it: the id, or its hash.
 */
export function keysAndReferences(
  mapping: Mapping,
  object: LoadedObject,
  context: KeyContext,
): Map<string, (value: string, row: SourceRow) => string> {
  const kept = (target: LoadedObject | undefined, value: string) =>
    isHashed(mapping, target) && plainId(value) !== '' ? context.hashId(plainId(value)) : value;
  const fields = new Map<string, (value: string, row: SourceRow) => string>();
  const key = context.keyFields[object];
  if (key !== undefined) fields.set(key, (value) => kept(object, value));
  const addReferences = (rules: Record<string, FieldRule>, prefix: string) => {
    for (const rule of Object.values(rules)) {
      if (rule.lookup === undefined && rule.lookup_from === undefined) continue;
      for (const field of [rule.from].flat())
        if (field !== undefined) fields.set(prefix + field, (value, row) => kept(targetOf(rule, row), value));
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
