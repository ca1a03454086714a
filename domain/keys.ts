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

const isHashed = ({ hashKeys }: Pick<Mapping, 'hashKeys'>, object: LoadedObject): boolean => hashKeys.includes(object);

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

/** The objects that the rule of a lookup names; none where the rows name them. */
export const lookedUpIn = ({ lookup }: Pick<FieldRule, 'lookup'>): LoadedObject[] => [lookup ?? []].flat();

/** The objects one of which has the record that a row refers to; none if the row names no object that is loaded. */
export function targetsOf(rule: FieldRule, row: SourceRow): LoadedObject[] {
  const named = lookedUpIn(rule);
  return named.length > 0 ? named : loadedObjects.filter((object) => object === row[String(rule.lookup_from)]);
}

/**
 * Fields of an object that hold its key, or a declared reference to another object, each with a function that returns
 * what a plain field in Zoho may hold of it: the id, or its hash.
 */
export function keysAndReferences(
  mapping: Mapping,
  object: LoadedObject,
  context: KeyContext,
): Map<string, (value: string, row: SourceRow) => string> {
  const kept = (targets: LoadedObject[], value: string) =>
    targets.some((target) => isHashed(mapping, target)) && plainId(value) !== ''
      ? context.hashId(plainId(value))
      : value;
  const fields = new Map<string, (value: string, row: SourceRow) => string>();
  const key = context.keyFields[object];
  if (key !== undefined) fields.set(key, (value) => kept([object], value));
  const addReferences = (rules: Record<string, FieldRule>, prefix: string) => {
    for (const rule of Object.values(rules)) {
      if (rule.lookup === undefined && rule.lookup_from === undefined) continue;
      for (const field of [rule.from].flat())
        if (field !== undefined) fields.set(prefix + field, (value, row) => kept(targetsOf(rule, row), value));
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
