import { createField, type FieldDefinition } from './field.ts';
import type { Module, Org } from './org.ts';

/** Ids below those of the org's own counter. */
const idOf = (prefix: string, place: number): string => prefix + String(place).padStart(12, '0');

/**
 * A module whose records are parts of other records, such as attachments. Clients read its fields; it has no operations
 * of its own. `first` is the number of its id, and those of its fields follow.
 */
export function sideModule(
  { prefix }: Org,
  first: number,
  options: Pick<Module, 'name' | 'singular' | 'plural' | 'displayField'> & { definitions: FieldDefinition[] },
  records: Module['records'] = new Map(),
): Module {
  const { definitions, ...names } = options;
  return {
    ...names,
    id: idOf(prefix, first),
    kind: 'default',
    profiles: null,
    fields: new Map(definitions.map((one, place) => [one[0], createField(idOf(prefix, first + 1 + place), one)])),
    layouts: [],
    records,
    unique: new Map(),
    deleted: new Map(),
    tags: new Map(),
    locks: [],
    views: [],
    nextNumber: 1,
    counts: [],
    version: records.size,
  };
}
