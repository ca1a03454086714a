import type { Mapping, SourceRule } from '../../schemas/mapping.ts';
import { modules, type ExtractedObject } from '../../schemas/terms.ts';
import type { QualityContext } from './rule.ts';

/** What the rules of data quality take from a mapping. */
export type FromMapping = Pick<QualityContext, 'mappedValues' | 'isRequired' | 'isLoaded'>;

const sourcesOf = (mapping: Mapping, object: ExtractedObject): SourceRule[] =>
  modules.flatMap((module) => mapping.modules[module]?.sources.filter((one) => one.object === object) ?? []);

const rulesOf = (source: SourceRule) => [
  ...Object.values(source.fields),
  ...Object.values(source.custom),
  ...Object.values(source.lines?.fields ?? {}).map((rule) => ({
    ...rule,
    from: [rule.from].flat().map((name) => `${source.lines!.from}.${name}`),
  })),
];

const reads = (from: string | string[] | undefined, field: string): boolean => [from].flat().includes(field);

export const fromMapping = (mapping: Mapping): FromMapping => ({
  isLoaded: (object) => sourcesOf(mapping, object).length > 0,
  isRequired: (object, field) =>
    sourcesOf(mapping, object).some((source) =>
      rulesOf(source).some((rule) => rule.required && reads(rule.from, field)),
    ),
  mappedValues(object, field) {
    const maps = sourcesOf(mapping, object)
      .flatMap(rulesOf)
      .flatMap((rule) => (rule.map !== undefined && reads(rule.from, field) ? [rule.map] : []));
    return maps.length === 0 ? null : new Set(maps.flatMap((name) => Object.keys(mapping.maps[name] ?? {})));
  },
});

/** Columns whose record is not loaded without the record that they refer to. */
export const dependenciesIn = (
  mapping: Mapping,
): { object: ExtractedObject; column: string; parent: ExtractedObject }[] =>
  modules.flatMap((module) =>
    (mapping.modules[module]?.sources ?? []).flatMap((source) =>
      [...Object.values(source.fields), ...Object.values(source.custom)].flatMap(({ lookup, required, from }) =>
        lookup !== undefined && required && typeof from === 'string'
          ? [lookup].flat().map((parent) => ({ object: source.object, column: from, parent }))
          : [],
      ),
    ),
  );
