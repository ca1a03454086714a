import type { FieldRule, Mapping, MatchField } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { isLookup } from './map-field.ts';
import { matchFieldOf } from './match/compare.ts';
import { rulesOf } from './named-fields.ts';
import { failure, warning, type Problem } from './problem.ts';

/** The fields of modules in Zoho. */
type Destination = Partial<Record<Module, { apiName: string }[]>>;

/** Checks the rules by which a module's records are matched with those in Zoho, and what adopted records keep. */
export function checkMatch(mapping: Mapping, module: Module, destination: Destination): Problem[] {
  const { match = [], overwrite, sources = [], custom = {} } = mapping.modules[module] ?? {};
  const rules = new Map<string, FieldRule>(
    sources.flatMap((source) => rulesOf(source).map(([, name, rule]) => [name, rule] as const)),
  );
  const mapped = [...rules.keys(), ...sources.flatMap(({ lines }) => (lines ? [lines.into] : []))];
  const path = `modules.${module}`;
  const problems = match.flatMap((rule, index) =>
    rule.fields.flatMap((one) => {
      const at = `${path}.match[${index}]`;
      return [
        ...checkSource(rules, at, matchFieldOf(one)),
        ...checkZoho(one, at, rule.in ?? module, destination, rule.in ? [] : Object.keys(custom)),
      ];
    }),
  );
  const kept = Object.keys(overwrite?.fields ?? {}).map((name) => [`${path}.overwrite.fields.${name}`, name] as const);
  return [
    ...problems,
    ...kept
      .filter(([, name]) => name !== mapping.key && !mapped.includes(name))
      .map(([at, name]) => failure(at, `no source fills ${name}`, `Use one of: ${mapped.join(', ')}.`)),
    ...kept
      .filter(([, name]) => name === mapping.key)
      .map(([at, name]) => failure(at, `${name} is the key, which is always written`, 'Remove the line.')),
    ...(overwrite && match.length === 0
      ? [
          warning(
            `${path}.overwrite`,
            'there is no rule under match, so no record is adopted by it',
            'Add rules under match, or remove overwrite.',
          ),
        ]
      : []),
  ];
}

function checkSource(rules: Map<string, FieldRule>, at: string, field: string): Problem[] {
  const rule = rules.get(field);
  if (!rule) return [failure(at, `no source fills ${field}`, `Use one of: ${[...rules.keys()].join(', ')}.`)];
  return isLookup(rule) || rule.owner
    ? [failure(at, `${field} refers to another record, which can't be compared`, 'Use a field with a text.')]
    : [];
}

/** A custom field that is not in Zoho yet is not compared; that is no mistake. */
function checkZoho(one: MatchField, at: string, module: Module, destination: Destination, custom: string[]): Problem[] {
  const name = typeof one === 'string' ? one : (one.with ?? one.field);
  const fields = destination[module] ?? [];
  if (fields.length === 0 || custom.includes(name) || fields.some(({ apiName }) => apiName === name)) return [];
  return [
    failure(
      at,
      `Zoho's module ${module} has no field ${name}`,
      'Use a field of the module, with its API name, in with.',
    ),
  ];
}
