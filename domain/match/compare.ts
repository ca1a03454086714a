import type { JsonObject } from '../../schemas/json.ts';
import type { CompareAs, FieldRule, Mapping, MatchField, MatchRule } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { comparable, transformsOfKind } from '../duplicates.ts';
import { modulesOf, sourcesOf } from '../modules-of.ts';
import type { ValueContext } from '../values/value.ts';

/** A rule of a module, with a number that orders all rules. */
export interface NumberedRule {
  no: number;
  module: Module;
  /** Where records in Zoho are looked for. */
  zohoModule: Module;
  rule: MatchRule;
  /** API names of the fields of the records in Zoho. */
  zohoFields: string[];
  /** The least similarity; null for a rule of equal values. */
  near: number | null;
}

/** What a record is compared by in one rule. */
export interface MatchValues {
  no: number;
  /** The values that must be equal, as one text. */
  equal: string;
  /** The text that must be similar; null for a rule of equal values. */
  similar: string | null;
}

export interface Matcher {
  rules: NumberedRule[];
  /** What a record of the source is compared by, from the values that it gets in Zoho. */
  ofSource(module: Module, values: JsonObject): MatchValues[];
  /** What a record in Zoho is compared by. */
  ofZoho(zohoModule: Module, values: JsonObject): MatchValues[];
}

const kinds = ['phone', 'email', 'date'] as const;

const rulesFor = (mapping: Mapping, module: Module, name: string): FieldRule[] =>
  sourcesOf(mapping, module).flatMap(({ fields, custom }) => {
    const rule = fields[name] ?? custom[name];
    return rule ? [rule] : [];
  });

/** How a field is compared: as the rule of the match says, or as the field is made. */
export function matchedAs(mapping: Mapping, module: Module, one: MatchField): CompareAs {
  if (typeof one !== 'string' && one.as !== undefined) return one.as;
  const name = matchFieldOf(one);
  const used = rulesFor(mapping, module, name).flatMap(({ transforms }) => transforms);
  return kinds.find((kind) => used.includes(kind)) ?? 'text';
}

export const matchFieldOf = (one: MatchField): string => (typeof one === 'string' ? one : one.field);

const zohoFieldOf = (one: MatchField): string => (typeof one === 'string' ? one : (one.with ?? one.field));

/** All rules of a mapping, in their order. */
export function matchRulesOf(mapping: Mapping): NumberedRule[] {
  const found = modulesOf(mapping).flatMap((module) =>
    (mapping.modules[module]?.match ?? []).map((rule) => ({
      module,
      zohoModule: rule.in ?? module,
      rule,
      zohoFields: rule.fields.map(zohoFieldOf),
      near: rule.fields.flatMap((one) => (typeof one === 'string' ? [] : (one.near ?? [])))[0] ?? null,
    })),
  );
  return found.map((one, index) => ({ no: index + 1, ...one }));
}

/** The order of the words does not matter to similarity: `Smith John` is near `John Smith`. */
const sortedWords = (text: string): string => text.split(' ').sort().join(' ');

/**
 * Compiles the rules of `match`. Both sides are normalised by the functions that compare rows with each other: a blank, a
 * placeholder and a value that can't be read equal nothing.
 */
export function compileMatch(mapping: Mapping, context: Omit<ValueContext, 'column'>): Matcher {
  const rules = matchRulesOf(mapping);
  const compiled = rules.map((numbered) => ({
    ...numbered,
    fields: numbered.rule.fields.map((one) => {
      const as = matchedAs(mapping, numbered.module, one);
      return {
        source: matchFieldOf(one),
        zoho: zohoFieldOf(one),
        isNear: typeof one !== 'string' && one.near !== undefined,
        read: (text: string) => comparable(text, transformsOfKind[as], as, { ...context, column: null }),
      };
    }),
  }));
  type Compiled = (typeof compiled)[number];
  const valuesOf = ({ no, fields }: Compiled, values: JsonObject, side: 'source' | 'zoho'): MatchValues[] => {
    const equal: string[] = [];
    let similar: string | null = null;
    for (const field of fields) {
      const value = values[field[side]];
      if (typeof value !== 'string' && typeof value !== 'number') return [];
      const found = field.read(String(value));
      if (found === null || !('text' in found)) return [];
      if (field.isNear) similar = sortedWords(found.text);
      else equal.push(found.text);
    }
    return [{ no, equal: JSON.stringify(equal), similar }];
  };
  return {
    rules,
    ofSource: (module, values) =>
      compiled.filter((one) => one.module === module).flatMap((one) => valuesOf(one, values, 'source')),
    ofZoho: (zohoModule, values) =>
      compiled.filter((one) => one.zohoModule === zohoModule).flatMap((one) => valuesOf(one, values, 'zoho')),
  };
}
