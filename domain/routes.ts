import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import { modules, type LoadedObject, type Module } from '../schemas/terms.ts';
import { compileCondition, type SourceRow } from './condition.ts';
import { compileProducts, type GiveProduct } from './default-product.ts';
import { compileDedupe, type DedupeList } from './duplicates.ts';
import { namedFields } from './named-fields.ts';
import { compileField, type MapContext, type MapRow } from './map-field.ts';

export type CompiledField = [name: string, map: MapRow, rule: FieldRule];

/** How rows of one object become records of one module. */
export interface Route {
  module: Module;
  takes: (row: SourceRow) => boolean;
  excludes: { test: (row: SourceRow) => boolean; reason: string }[];
  dedupe: DedupeList[];
  /** Custom fields of the source, `extensions.<name>`, that the mapping uses or ignores. */
  extensions: ReadonlySet<string>;
  base: CompiledField[];
  custom: CompiledField[];
  lines: { into: string; fields: CompiledField[]; giveProduct: GiveProduct } | null;
}

const matchAll = () => true;

/** The routes of each object. A route without a condition comes last, because it takes every row. */
export function compileRoutes(mapping: Mapping, context: MapContext): Map<LoadedObject, Route[]> {
  const routes = new Map<LoadedObject, Route[]>();
  for (const module of modules) {
    for (const source of mapping.modules[module]?.sources ?? []) {
      routes.set(source.object, [...(routes.get(source.object) ?? []), compileRoute(mapping, module, source, context)]);
    }
  }
  for (const list of routes.values()) list.sort((a, b) => Number(a.takes === matchAll) - Number(b.takes === matchAll));
  return routes;
}

function compileRoute(mapping: Mapping, module: Module, source: SourceRule, context: MapContext): Route {
  const declarations = new Map(Object.entries({ ...mapping.modules[module]?.custom }));
  const compile = (rules: Record<string, FieldRule>): CompiledField[] =>
    Object.entries(rules).map(([name, rule]) => {
      const place = { prefix: `${source.object}.`, declared: declarations.get(name) };
      return [name, compileField(rule, mapping.maps, context, place), rule];
    });
  const compileLine = (rules: Record<string, FieldRule>): CompiledField[] =>
    Object.entries(rules).map(([name, rule]) => {
      const place = { prefix: `${source.object}.lines.` };
      return [name, compileField(rule, mapping.maps, context, place), rule];
    });
  const own = new Set(mapping.modules[module]?.sources.map((one) => one.object));
  const fields = compile(source.fields);
  // The second pass writes lookups within the module: no loading order of its records could resolve them all.
  const isOwnLookup = ([, , rule]: CompiledField) => rule.lookup !== undefined && own.has(rule.lookup);
  return {
    module,
    takes: source.route ? compileCondition(source.route) : matchAll,
    excludes: source.exclude.map(({ when, reason }) => ({ test: compileCondition(when), reason })),
    dedupe: compileDedupe(source, (field) => ({
      ...context,
      column: context.dates.get(`${source.object}.${field}`) ?? null,
    })),
    extensions: new Set([...namedFields(source).map(({ field }) => field), ...mapping.withhold]),
    base: fields.filter((field) => !isOwnLookup(field)),
    custom: [...compile(source.custom), ...fields.filter(isOwnLookup)],
    lines: source.lines
      ? {
          into: source.lines.into,
          fields: compileLine(source.lines.fields),
          giveProduct: compileProducts(source.lines),
        }
      : null,
  };
}
