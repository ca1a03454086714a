import { lookedUpIn } from '../keys.ts';
import { amountsFor, isCounted } from '../counted-fields.ts';
import { isLookup } from '../map-field.ts';
import { secondPassOf } from '../second-pass.ts';
import { compileForeign, moneyOf } from '../source-money.ts';
import type { FieldRule, Mapping, SourceRule, TransformName } from '../../schemas/mapping.ts';
import { loadedObjects, type ExtractedObject, type Module } from '../../schemas/terms.ts';
import type { QualityContext, ReadAmount, Required } from './rule.ts';
import { usesIn } from './uses.ts';
import { isMail } from '../module-traits.ts';
import { routedSources } from '../routed-sources.ts';
import { withheldIn } from '../withheld.ts';

/** What the rules of data quality take from a mapping. */
export type FromMapping = Pick<
  QualityContext,
  | 'mappedValues'
  | 'isRequired'
  | 'isLoaded'
  | 'rulesFor'
  | 'usesOf'
  | 'amountsOf'
  | 'lostWithout'
  | 'requiredIn'
  | 'foreignIn'
  | 'needsLines'
  | 'mergesDuplicates'
  | 'figuresOf'
  | 'filledFrom'
  | 'mailsIn'
>;

interface Route extends SourceRule {
  module: Module;
  /** Whether the second pass writes a rule under `fields`. */
  isSecond: (rule: FieldRule) => boolean;
}

/** The routes of all objects, in the order in which a row tries them. */
function routesIn(mapping: Mapping): Route[] {
  const second = secondPassOf(mapping);
  return loadedObjects.flatMap((object) =>
    routedSources(mapping, object).map(({ module, source }) => ({
      ...source,
      module,
      isSecond: (rule: FieldRule) => second.writes(module, rule),
    })),
  );
}

/** A rule of a route, with the source fields that it reads. */
interface Reads {
  rule: FieldRule;
  /** Zoho's field. */
  into: string;
  within: 'lines' | 'record';
  fields: string[];
  /** Records of the route have lines. */
  hasLines: boolean;
  /** It is written in the first pass, where a reference that leads nowhere rejects the record. */
  isFirst: boolean;
}

const fieldsOf = ({ from, until }: FieldRule): string[] => [from ?? [], until ?? []].flat();

const rulesOf = ({ fields, custom, lines, isSecond }: Route): Reads[] => [
  ...Object.entries(fields).map(([into, rule]) => ({
    ...{ rule, into, within: 'record' as const, fields: fieldsOf(rule), hasLines: lines !== undefined },
    isFirst: !isSecond(rule),
  })),
  ...Object.entries(custom).map(([into, rule]) => ({
    ...{ rule, into, within: 'record' as const, fields: fieldsOf(rule), hasLines: lines !== undefined },
    isFirst: false,
  })),
  ...Object.entries(lines?.fields ?? {}).map(([into, rule]) => ({
    ...{ rule, into, within: 'lines' as const, fields: fieldsOf(rule).map((name) => `${lines!.from}.${name}`) },
    isFirst: true,
    hasLines: true,
  })),
];

const numeric: readonly TransformName[] = ['money', 'decimal', 'integer', 'nonzero'] satisfies ReadAmount['by'][];
const isNumeric = (name: TransformName): name is ReadAmount['by'] => numeric.includes(name);

/** How a rule reads its field as an amount. What it puts together of several fields is read as a whole. */
function amountsIn({ rule, into, within, hasLines }: Reads): ReadAmount[] {
  if (rule.join !== undefined) return [];
  const isLine = within === 'lines';
  return rule.transforms
    .filter(isNumeric)
    .map((by) => ({ by, amounts: amountsFor(into, isLine), isCounted: isCounted(into, rule, { isLine, hasLines }) }));
}

/** The fields of Zoho that name a customer. */
const nameFields: Partial<Record<Module, string>> = { Accounts: 'Account_Name', Contacts: 'Last_Name' };

function requiredOf(source: Route, route: number | null): Required[] {
  const name = nameFields[source.module];
  const isFilled = ({ rule }: Reads) => rule.constant !== undefined;
  const rules = rulesOf(source);
  const isName = ({ into, within }: Pick<Reads, 'into' | 'within'>) => into === name && within === 'record';
  const named = rules.some(isName) || name === undefined ? [] : [{ into: name, within: 'record' as const, fields: [] }];
  return [...rules.filter((one) => !isFilled(one) && (one.rule.required || isName(one))), ...named].map(
    ({ into, within, fields }) => ({ ...{ route, into, within, fields }, isName: isName({ into, within }) }),
  );
}

/** The source fields whose values are written as they are, by the field that they are written into. */
const copiedIn = (fields: Record<string, FieldRule>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([into, { from, join, map, cut }]) =>
      from === undefined || join !== undefined || map !== undefined || cut ? [] : [[into, [from].flat()]],
    ),
  );

/** Compiled once: the rules ask about every column. */
export function fromMapping(mapping: Mapping): FromMapping {
  const all = routesIn(mapping);
  const routes = new Map<ExtractedObject, Route[]>(
    all.map(({ object }) => [object, all.filter((one) => one.object === object)]),
  );
  const rules = new Map([...routes].map(([object, own]) => [object, own.flatMap(rulesOf)]));
  const routesOf = (object: ExtractedObject): Route[] => routes.get(object) ?? [];
  const rulesIn = (object: ExtractedObject): Reads[] => rules.get(object) ?? [];
  const naming = (object: ExtractedObject, field: string): Reads[] =>
    rulesIn(object).filter(({ fields }) => fields.includes(field));
  const reading = (object: ExtractedObject, field: string): Reads[] =>
    withheldIn(mapping, object).has(field) ? [] : naming(object, field);
  return {
    isLoaded: (object) => routes.has(object),
    isRequired: (object, field) => naming(object, field).some(({ rule }) => rule.required),
    mappedValues(object, field) {
      const maps = reading(object, field).flatMap(({ rule }) => (rule.map === undefined ? [] : [rule.map]));
      return maps.length === 0 ? null : new Set(maps.flatMap((name) => Object.keys(mapping.maps[name] ?? {})));
    },
    usesOf: (object, field) =>
      reading(object, field).flatMap(({ rule, into, fields }) =>
        usesIn({ into, rule, isFirst: fields[0] === field }, mapping.maps[rule.map ?? ''] ?? {}),
      ),
    amountsOf: (object, field) => [
      ...reading(object, field).flatMap(amountsIn),
      // The source's own total and tax are what the lines must add up to.
      ...routesOf(object).flatMap((route): ReadAmount[] => {
        const { total, tax } = moneyOf(route);
        const isFigure = route.lines !== undefined && (field === total || field === tax);
        return isFigure ? [{ by: 'money', amounts: 'rounded', isCounted: true }] : [];
      }),
    ],
    rulesFor: (object, field) => reading(object, field).map(({ rule }) => rule),
    lostWithout(object, field) {
      const lookups = reading(object, field).filter(({ rule }) => isLookup(rule));
      if (lookups.length === 0) return null;
      return lookups.some(({ isFirst }) => isFirst) ? 'record' : 'field';
    },
    requiredIn: (object) =>
      routesOf(object).flatMap((route, place, { length }) => requiredOf(route, length > 1 ? place : null)),
    foreignIn(object) {
      const route = routesOf(object).find(({ lines }) => lines);
      return route ? compileForeign(route, mapping.currency) : null;
    },
    needsLines: (object) => routes.has(object) && routesOf(object).every(({ lines }) => lines),
    mergesDuplicates: (object) => routesOf(object).some(({ dedupe }) => dedupe.length > 0),
    figuresOf(object) {
      const figures = routesOf(object).map(moneyOf);
      const compared = figures.find(({ total }) => total !== undefined);
      return compared?.total === undefined ? null : { total: compared.total, tax: compared.tax ?? null };
    },
    mailsIn: (object) =>
      routesOf(object).flatMap(({ module, fields }, route) =>
        isMail(module) ? [{ route, fields: copiedIn(fields) }] : [],
      ),
    filledFrom: (object, into, within) =>
      rulesIn(object)
        .filter((one) => one.into === into && one.within === within)
        .flatMap(({ fields }) => fields),
  };
}

/** Columns of a table whose record is not loaded without the record that they refer to. */
export interface Dependency {
  object: ExtractedObject;
  /** The table with the columns: of the object, or of its lines. */
  table: string;
  /** The first one with a value counts. */
  columns: string[];
  /** The objects one of which has the record. */
  parents: ExtractedObject[];
  /** The column that names the object of each record; null where the mapping names it. */
  named: string | null;
}

/** Lookups of the first pass, required or not. Where the rows name the object, there is one for each object. */
export const dependenciesIn = (mapping: Mapping): Dependency[] =>
  routesIn(mapping).flatMap((route) =>
    rulesOf(route).flatMap(({ rule, isFirst, within }): Dependency[] => {
      if (!isFirst || !isLookup(rule) || rule.from === undefined) return [];
      const { object, lines } = route;
      const table = within === 'lines' ? `${object}.${lines!.from}` : object;
      const reference = { object, table, columns: [rule.from].flat() };
      const parents = lookedUpIn(rule);
      return rule.lookup_from === undefined
        ? [{ ...reference, parents, named: null }]
        : loadedObjects.map((parent) => ({ ...reference, parents: [parent], named: rule.lookup_from! }));
    }),
  );
