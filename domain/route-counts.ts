import type { Mapping } from '../schemas/mapping.ts';
import type { LoadedObject, Module } from '../schemas/terms.ts';
import { compileCondition, type SourceRow } from './condition.ts';
import { routedSources } from './routed-sources.ts';

/** How many rows of an object go each route of a mapping, and how many are left out on purpose, by the reason: each row once. */
export interface RouteCounts {
  /** Without the rows that are left out. */
  routes: { module: Module; rows: number }[];
  excluded: { reason: string; rows: number }[];
}

/** The reason of a row that no source of the mapping takes. A load counts it with this text, too. */
export const noRoute = 'no route of the mapping matches';

/** Counts the rows of an object as a load would route them. */
export interface RouteCounter {
  /** The source fields that the routes and the exclusions look at. */
  fields: string[];
  /**
   * Adds rows that have the same values in these fields. Returns the place of their route among those of the object; null if a
   * load leaves them out.
   * @param isUnsound a load rejects them for their ids, whatever the mapping leaves out
   */
  add(row: SourceRow, rows: number, isUnsound?: boolean): number | null;
  result(): RouteCounts;
}

export function createRouteCounter(mapping: Pick<Mapping, 'modules'>, object: LoadedObject): RouteCounter {
  const candidates = routedSources(mapping, object).map(({ module, source }) => ({
    module,
    takes: source.route ? compileCondition(source.route) : () => true,
    excludes: source.exclude.map(({ when, reason }) => ({ test: compileCondition(when), reason })),
  }));
  const conditions = routedSources(mapping, object).flatMap(({ source }) => [
    ...(source.route ? [source.route] : []),
    ...source.exclude.map(({ when }) => when),
  ]);
  const routes = new Map(candidates.map(({ module }) => [module, 0]));
  const excluded = new Map<string, number>();
  const leaveOut = (reason: string, rows: number) => excluded.set(reason, (excluded.get(reason) ?? 0) + rows);
  return {
    fields: [...new Set(conditions.map(({ field }) => field))],
    add(row, rows, isUnsound = false) {
      const route = candidates.find(({ takes }) => takes(row)) ?? (isUnsound ? candidates[0] : undefined);
      if (!route) {
        leaveOut(noRoute, rows);
        return null;
      }
      const exclusion = isUnsound ? undefined : route.excludes.find(({ test }) => test(row));
      if (exclusion) {
        leaveOut(exclusion.reason, rows);
        return null;
      }
      routes.set(route.module, routes.get(route.module)! + rows);
      return candidates.indexOf(route);
    },
    result: () => ({
      routes: [...routes].map(([module, rows]) => ({ module, rows })),
      excluded: [...excluded].map(([reason, rows]) => ({ reason, rows })),
    }),
  };
}
