import type { FieldRule, Mapping, SourceRule } from '../schemas/mapping.ts';
import { loadedObjects, type LoadedObject, type Module } from '../schemas/terms.ts';
import { compileCondition, type SourceRow } from './condition.ts';
import { amountsFor } from './counted-fields.ts';
import { compileProducts, type GiveProduct } from './default-product.ts';
import { compileDedupe, type DedupeList } from './duplicates.ts';
import { namedFields } from './named-fields.ts';
import { compileField, type MapContext, type MapRow } from './map-field.ts';
import { routedSources } from './routed-sources.ts';
import { secondPassOf, type SecondPass } from './second-pass.ts';
import { compileMoney, moneyOf, type SourceMoney } from './source-money.ts';
import { compileTags, type TagsOf } from './tags.ts';
import { withheldIn } from './withheld.ts';
import type { ValueContext } from './values/value.ts';

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
  /** A text that is too long for one note becomes several. */
  splitsNotes: boolean;
  /** Null: the source gives no tags. */
  tags: TagsOf | null;
  /** What the source itself says about the money of a row. */
  money: (row: SourceRow) => SourceMoney;
}

/** The context of routes: as that of fields, but numbers are described by object and column. */
export interface RouteContext extends Omit<MapContext, 'numberFormat'> {
  /** How the numbers of a column are written; `lines.quantity` for a field of the lines. */
  numberFormat?: ((object: LoadedObject, column: string) => ValueContext['numbers']) | undefined;
}

const matchAll = () => true;

/** The routes of each object, in the order in which a row tries them. */
export function compileRoutes(mapping: Mapping, context: RouteContext): Map<LoadedObject, Route[]> {
  const second = secondPassOf(mapping);
  return new Map(
    loadedObjects.map((object) => [
      object,
      routedSources(mapping, object).map((one) => compileRoute(mapping, one, second, context)),
    ]),
  );
}

function compileRoute(
  mapping: Mapping,
  { module, source }: { module: Module; source: SourceRule },
  second: SecondPass,
  context: RouteContext,
): Route {
  const numberFormat = (column: string) => context.numberFormat?.(source.object, column);
  const declarations = new Map(Object.entries({ ...mapping.modules[module]?.custom }));
  const compile = (rules: Record<string, FieldRule>, prefix = ''): CompiledField[] =>
    Object.entries(rules).map(([name, rule]) => {
      const amounts = amountsFor(name, prefix !== '');
      const own = { ...context, amounts, numberFormat: (column: string) => numberFormat(prefix + column) };
      const declared = prefix === '' ? declarations.get(name) : undefined;
      const place = { prefix: `${source.object}.${prefix}`, declared };
      return [name, compileField(rule, mapping.maps, own, place), rule];
    });
  const fields = compile(source.fields);
  const isSecond = ([, , rule]: CompiledField) => second.writes(module, rule);
  return {
    module,
    takes: source.route ? compileCondition(source.route) : matchAll,
    excludes: source.exclude.map(({ when, reason }) => ({ test: compileCondition(when), reason })),
    dedupe: compileDedupe(source, (field) => ({
      ...context,
      numbers: numberFormat(field),
      column: context.dates.get(`${source.object}.${field}`) ?? null,
    })),
    extensions: new Set(
      [
        ...namedFields(source).map(({ field }) => field),
        ...Object.values(moneyOf(source)),
        ...withheldIn(mapping, source.object),
      ].filter((field) => field !== undefined),
    ),
    base: fields.filter((field) => !isSecond(field)),
    custom: [...compile(source.custom), ...fields.filter(isSecond)],
    lines: source.lines
      ? {
          into: source.lines.into,
          fields: compile(source.lines.fields, 'lines.'),
          giveProduct: compileProducts(source.lines),
        }
      : null,
    splitsNotes: source.fields['Note_Content']?.split === true,
    tags: compileTags(source, mapping.maps),
    money: compileMoney(source, { currency: context.currency, numberFormat }),
  };
}
