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
  /** The number of lists of `dedupe`. */
  lists: number;
  /** What a row is compared by in each list; null where it is not compared. */
  compared(row: SourceRow): (string | null)[];
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
    excludes: source.exclude.map(({ when }) => compileCondition(when)),
    lists: compileDedupe(source, contextOf),
  }));
  const routeOf = (row: SourceRow) => routes.findIndex(({ takes }) => takes(row));
  const compared = (row: SourceRow) => {
    const taken = routeOf(row);
    return routes.flatMap(({ lists, excludes }, route) => {
      const isCompared = route === taken && !excludes.some((test) => test(row));
      return lists.map((list) => (isCompared ? comparedBy(list, route, row) : null));
    });
  };
  return {
    columns: [
      ...new Set(
        sources.flatMap(({ route, exclude, dedupe }) => [
          ...(route ? [route.field] : []),
          ...exclude.map(({ when }) => when.field),
          ...dedupe.flat().map(fieldOf),
        ]),
      ),
    ],
    lists: routes.flatMap(({ lists }) => lists).length,
    compared,
    areApart: (one, other) => routeOf(one) !== routeOf(other),
    areMerged(one, other) {
      const others = compared(other);
      return compared(one).some((value, place) => value !== null && value === others[place]);
    },
  };
}
