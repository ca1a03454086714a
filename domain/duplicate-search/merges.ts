import type { Mapping } from '../../schemas/mapping.ts';
import type { LoadedObject } from '../../schemas/terms.ts';
import { compileCondition, type SourceRow } from '../condition.ts';
import { comparedBy, compileDedupe, fieldOf } from '../duplicates.ts';
import { routedSources } from '../routed-sources.ts';
import type { ValueContext } from '../values/value.ts';

/** What a mapping says about two rows of an object. */
export interface Merges {
  /** The columns that it looks at. */
  columns: string[];
  /** Whether the load makes one record of them, because they are equal in a list of `dedupe`. */
  areMerged(one: SourceRow, other: SourceRow): boolean;
  /** Whether they become records of different kinds, such as a residential and a business customer. */
  areApart(one: SourceRow, other: SourceRow): boolean;
}

/** @param contextOf how a column is read by the transformation */
export function mergesOf(mapping: Mapping, object: LoadedObject, contextOf: (field: string) => ValueContext): Merges {
  const sources = routedSources(mapping, object).map(({ source }) => source);
  const routes = sources.map((source) => ({
    takes: source.route ? compileCondition(source.route) : () => true,
    lists: compileDedupe(source, contextOf),
  }));
  const routeOf = (row: SourceRow) => routes.findIndex(({ takes }) => takes(row));
  return {
    columns: [
      ...new Set(
        sources.flatMap(({ route, dedupe }) => [...(route ? [route.field] : []), ...dedupe.flat().map(fieldOf)]),
      ),
    ],
    areApart: (one, other) => routeOf(one) !== routeOf(other),
    areMerged(one, other) {
      const route = routeOf(one);
      if (route === -1 || route !== routeOf(other)) return false;
      return routes[route]!.lists.some((list) => {
        const value = comparedBy(list, route, one);
        return value !== null && value === comparedBy(list, route, other);
      });
    },
  };
}
