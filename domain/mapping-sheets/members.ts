import type { CustomField, Mapping } from '../../schemas/mapping.ts';
import { isEqual } from '../equal.ts';
import { withoutDefaults } from '../mapping-text/edit.ts';
import type { Change } from '../mapping-text/splice.ts';
import { pathOf, rulesIn, sourcesOf, type Part } from './layout.ts';

/** The members of one map of the file, as the file has to name them. */
export interface Members {
  path: (string | number)[];
  members: Record<string, unknown>;
}

/** A member as people want it. `from`: the name that it had. */
export interface Wanted {
  value: unknown;
  from: string | null;
}

export const keyOf = (path: (string | number)[]): string => JSON.stringify(path);

/** A declaration without what the schema adds. */
export const declaration = ({ invalid, ...rest }: CustomField): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  ...(invalid === 'blank' ? {} : { invalid }),
});

const mapped = <One>(members: Record<string, One>, to: (one: One) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).map(([name, one]) => [name, to(one)]));

/** Every map of the file that the sheets are about, by its path. */
export function membersOf(mapping: Mapping): Map<string, Members> {
  const all: Members[] = [
    ...Object.entries(mapping.modules).map(([module, { custom }]) => ({
      path: ['modules', module, 'custom'],
      members: mapped(custom, declaration),
    })),
    ...sourcesOf(mapping).flatMap((named) => [
      ...(Object.entries(rulesIn(named.source)) as [Part, Mapping['modules'] & object][]).map(([part, rules]) => ({
        path: pathOf(named, part),
        members: mapped(rules as Record<string, Record<string, unknown>>, withoutDefaults),
      })),
      { path: ['modules', named.module, 'sources', named.index, 'ignore'], members: { ...named.source.ignore } },
    ]),
    ...Object.entries(mapping.maps).map(([map, values]) => ({ path: ['maps', map], members: { ...values } })),
  ];
  return new Map(all.map((one) => [keyOf(one.path), one]));
}

/** What makes the members of a map those that people want. A member with another name keeps its place. */
export function changesOf({ path, members }: Members, wanted: Map<string, Wanted>): Change[] {
  const gone = new Set(Object.keys(members).filter((name) => !wanted.has(name)));
  const changes = [...wanted].flatMap(([key, { value, from }]): Change[] => {
    if (Object.hasOwn(members, key)) return isEqual(value, members[key]) ? [] : [{ path, key, value }];
    // Without the old name, which is free again.
    return from !== null && gone.delete(from) ? [{ path, key: from, value, name: key }] : [{ path, key, value }];
  });
  return [...changes, ...[...gone].map((key): Change => ({ path, key, value: undefined }))];
}

export const valuesOf = (wanted: Map<string, Wanted>): Record<string, unknown> =>
  Object.fromEntries([...wanted].map(([name, { value }]) => [name, value]));

/** Whether a map has exactly these members. */
export const isAsWanted = (members: Record<string, unknown>, wanted: Map<string, Wanted>): boolean =>
  isEqual(members, valuesOf(wanted));
