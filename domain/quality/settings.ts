import { isLookup } from '../map-field.ts';
import { secondPassOf } from '../second-pass.ts';
import { moneyOf } from '../source-money.ts';
import type { FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { ExtractedObject, Module } from '../../schemas/terms.ts';
import type { QualityContext } from './rule.ts';
import { modulesOf, sourcesOf } from '../modules-of.ts';

/** What the rules of data quality take from a mapping. */
export type FromMapping = Pick<
  QualityContext,
  | 'mappedValues'
  | 'isRequired'
  | 'isLoaded'
  | 'rulesFor'
  | 'lostWithout'
  | 'isNamedWithout'
  | 'mergesDuplicates'
  | 'comparesTotals'
>;

interface Route extends SourceRule {
  module: Module;
  /** Whether the second pass writes a rule under `fields`. */
  isSecond: (rule: FieldRule) => boolean;
}

function routesIn(mapping: Mapping): Route[] {
  const second = secondPassOf(mapping);
  return modulesOf(mapping).flatMap((module) => {
    const isSecond = (rule: FieldRule) => second.writes(module, rule);
    return sourcesOf(mapping, module).map((source) => ({ ...source, module, isSecond }));
  });
}

/** A rule of a route, with the source fields that it reads. */
interface Reads {
  rule: FieldRule;
  fields: string[];
  /** It is written in the first pass, where a reference that leads nowhere rejects the record. */
  isFirst: boolean;
}

const fieldsOf = ({ from, until }: FieldRule): string[] => [from ?? [], until ?? []].flat();

const rulesOf = ({ fields, custom, lines, isSecond }: Route): Reads[] => [
  ...Object.values(fields).map((rule) => ({
    ...{ rule, fields: fieldsOf(rule) },
    isFirst: !isSecond(rule),
  })),
  ...Object.values(custom).map((rule) => ({ rule, fields: fieldsOf(rule), isFirst: false })),
  ...Object.values(lines?.fields ?? {}).map((rule) => ({
    ...{ rule, fields: fieldsOf(rule).map((name) => `${lines!.from}.${name}`) },
    isFirst: true,
  })),
];

/** The fields of Zoho that name a customer. */
const nameFields: Partial<Record<Module, string>> = { Accounts: 'Account_Name', Contacts: 'Last_Name' };

export function fromMapping(mapping: Mapping): FromMapping {
  const withheld = new Set(mapping.withhold);
  const routes = routesIn(mapping);
  const routesOf = (object: ExtractedObject) => routes.filter((route) => route.object === object);
  const reading = (object: ExtractedObject, field: string): Reads[] =>
    withheld.has(field)
      ? []
      : routesOf(object)
          .flatMap(rulesOf)
          .filter(({ fields }) => fields.includes(field));
  return {
    isLoaded: (object) => routesOf(object).length > 0,
    isRequired: (object, field) =>
      routesOf(object)
        .flatMap(rulesOf)
        .some(({ rule, fields }) => rule.required && fields.includes(field)),
    mappedValues(object, field) {
      const maps = reading(object, field).flatMap(({ rule }) => (rule.map === undefined ? [] : [rule.map]));
      return maps.length === 0 ? null : new Set(maps.flatMap((name) => Object.keys(mapping.maps[name] ?? {})));
    },
    rulesFor: (object, field) => reading(object, field).map(({ rule }) => rule),
    lostWithout(object, field) {
      const lookups = reading(object, field).filter(({ rule }) => isLookup(rule));
      if (lookups.length === 0) return null;
      return lookups.some(({ isFirst }) => isFirst) ? 'record' : 'field';
    },
    isNamedWithout: (object, columns) =>
      routesOf(object).every(({ module, fields }) => {
        const rule = fields[nameFields[module] ?? ''];
        if (rule === undefined) return false;
        return rule.constant !== undefined || fieldsOf(rule).some((name) => !columns.includes(name));
      }),
    mergesDuplicates: (object) => routesOf(object).some(({ dedupe }) => dedupe.length > 0),
    comparesTotals: (object) => routesOf(object).some((route) => moneyOf(route).total !== undefined),
  };
}

/** Columns whose record is not loaded without the record that they refer to: lookups of the first pass, required or not. */
export const dependenciesIn = (
  mapping: Mapping,
): { object: ExtractedObject; column: string; parent: ExtractedObject }[] =>
  routesIn(mapping).flatMap((route) =>
    rulesOf({ ...route, lines: undefined }).flatMap(({ rule: { lookup, from }, isFirst }) =>
      lookup !== undefined && isFirst && typeof from === 'string'
        ? [lookup].flat().map((parent) => ({ object: route.object, column: from, parent }))
        : [],
    ),
  );
