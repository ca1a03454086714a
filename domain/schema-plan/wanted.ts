import type { CustomField, FieldPermission, FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { valuesOf } from '../check-custom-fields.ts';
import { isMarked, traitsOf } from '../module-traits.ts';
import { rulesOf } from '../named-fields.ts';
import { createdLengths, currencyDecimals } from './lengths.ts';
import { sourcesOf } from '../modules-of.ts';

/** A custom field that the mapping wants in an org. */
export interface WantedField {
  apiName: string;
  label: string;
  dataType: CustomField['type'];
  length?: number;
  decimals?: number;
  values?: string[];
  /** The module of a lookup. */
  lookupModule?: string;
  /** What profiles may do with it, by their names. */
  permissions?: Record<string, FieldPermission>;
  externalKey?: boolean;
  unique?: boolean;
}

/** Values to load that a pick list with the rule `add_value` does not declare, by field. */
export type AddedValues = ReadonlyMap<string, string[]>;

/** The custom fields that a mapping wants in a module: the key first, then the declared ones. A module may take none. */
export function wantedFields(mapping: Mapping, module: Module, added: AddedValues): WantedField[] {
  const holder = traitsOf(module).key;
  if (isMarked(module)) return [];
  const key: WantedField = {
    apiName: mapping.key,
    label: labelOf(mapping.key),
    dataType: 'text',
    length: 255,
    ...(holder === 'external' ? { externalKey: true } : { unique: true }),
  };
  const declared = Object.entries(mapping.modules[module]?.custom ?? {});
  return [key, ...declared.map(([apiName, field]) => wantedField(apiName, field, added.get(apiName) ?? []))];
}

function wantedField(apiName: string, field: CustomField, added: string[]): WantedField {
  const { type, label, values, module, profiles } = field;
  const length = field.length ?? (createdLengths as Partial<Record<string, number>>)[type];
  const decimals = field.decimals ?? (type === 'currency' ? currencyDecimals : undefined);
  return {
    ...{ apiName, label: label ?? labelOf(apiName), dataType: type },
    ...(length === undefined ? {} : { length }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(values ? { values: [...new Set([...values, ...added])] } : {}),
    ...(module ? { lookupModule: module } : {}),
    ...(profiles ? { permissions: profiles } : {}),
  };
}

const labelOf = (apiName: string) => apiName.replaceAll('_', ' ');

const filledBy = (mapping: Mapping, module: Module): { source: SourceRule; name: string; rule: FieldRule }[] =>
  sourcesOf(mapping, module).flatMap((source) => rulesOf(source).map(([, name, rule]) => ({ source, name, rule })));

/**
 * The values that constants and value maps write into each field of a module that the mapping does not declare, in the order of
 * the mapping. Values that come from the rows are not known here.
 */
export function writtenValues(mapping: Mapping, module: Module): Map<string, string[]> {
  const declared = mapping.modules[module]?.custom ?? {};
  const found = new Map<string, string[]>();
  for (const { name, rule } of filledBy(mapping, module)) {
    if (Object.hasOwn(declared, name) || name === mapping.key) continue;
    const values = valuesOf(mapping, rule).filter((value) => typeof value === 'string');
    if (values.length > 0) found.set(name, [...new Set([...(found.get(name) ?? []), ...values])]);
  }
  return found;
}

/** Why a field is there: the source fields that fill it. */
export function reasonOf(mapping: Mapping, module: Module, apiName: string): string {
  if (apiName === mapping.key) return 'it holds the key by which each record is found again';
  const from = filledBy(mapping, module)
    .filter(({ name }) => name === apiName)
    .map(({ source, rule }) =>
      rule.from === undefined
        ? `a constant for ${source.object}`
        : `${source.object}.${[rule.from].flat().join(' + ')}`,
    );
  return from.length === 0 ? 'the mapping declares it, and no rule fills it' : `filled from ${from.join(', ')}`;
}
