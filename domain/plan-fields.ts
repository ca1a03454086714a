import type { CustomField, Mapping } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { isMarked, traitsOf } from './module-traits.ts';

/** A field that exists in Zoho. */
export interface PresentField {
  apiName: string;
  label: string;
  dataType: string;
  custom: boolean;
  unique: boolean;
  pickListValues: string[];
}

/** Values that the pick list of an existing field lacks. */
export interface PlannedValues {
  apiName: string;
  label: string;
  values: string[];
}

export interface FieldPlan {
  /** Custom fields that must be created, the key first. */
  missing: PlannedField[];
  additions: PlannedValues[];
  /** Fields that exist already with another type, and a key field that is not unique. */
  conflicts: string[];
}

export interface PlannedField {
  apiName: string;
  label: string;
  dataType: string;
  length?: number;
  values?: string[];
  externalKey?: boolean;
  unique?: boolean;
}

/** Lengths of fields without a declared one. Zoho requires them to create a field. docs: create-custom-field, v7 and v8 */
const lengths = {
  text: 255,
  textarea: 2_000,
  integer: 9,
  double: 16,
  currency: 16,
  email: 100,
  phone: 30,
} satisfies Partial<Record<CustomField['type'], number>>;

/** The most characters or digits of a value, by type. Values of a pick list: docs: insert-records, types */
export const customLengths: Record<CustomField['type'], number> & typeof lengths = {
  ...lengths,
  picklist: 120,
  date: 10,
  datetime: 25,
  boolean: 5,
};

/**
 * What a module's fields lack for the mapping.
 *
 * @param added values to load that a pick list with the rule `add_value` does not declare, by field
 */
export function planFields(
  mapping: Mapping,
  module: Module,
  present: PresentField[],
  added: ReadonlyMap<string, string[]>,
): FieldPlan {
  const holder = traitsOf(module).key;
  const key: PlannedField = {
    apiName: mapping.key,
    label: labelOf(mapping.key),
    dataType: 'text',
    length: 255,
    ...(holder === 'external' ? { externalKey: true } : { unique: true }),
  };
  const declared = mapping.modules[module]?.custom ?? {};
  const custom = Object.entries(declared).map(([apiName, field]): PlannedField => {
    const length = field.length ?? (lengths as Partial<Record<string, number>>)[field.type];
    return {
      apiName,
      label: field.label ?? labelOf(apiName),
      dataType: field.type,
      ...(length === undefined ? {} : { length }),
      ...(field.values ? { values: [...new Set([...field.values, ...(added.get(apiName) ?? [])])] } : {}),
    };
  });
  const wanted = isMarked(module) ? [] : [key, ...custom];
  const find = (field: PlannedField) => present.find((one) => one.apiName === field.apiName);
  return {
    missing: wanted.filter((field) => !find(field)),
    additions: custom.flatMap(({ apiName, label, values = [] }) => {
      const found = present.find((one) => one.apiName === apiName);
      if (!found || declared[apiName]?.invalid !== 'add_value') return [];
      const lacking = values.filter((value) => !found.pickListValues.includes(value));
      return lacking.length === 0 ? [] : [{ apiName, label, values: lacking }];
    }),
    conflicts: wanted.flatMap((field) => {
      const found = find(field);
      if (!found) return [];
      if (found.dataType !== field.dataType) {
        return [`${field.apiName} exists with type ${found.dataType}, but the mapping requires ${field.dataType}`];
      }
      return field.apiName === mapping.key && !found.unique ? [`${field.apiName} exists but is not unique`] : [];
    }),
  };
}

const labelOf = (apiName: string) => apiName.replaceAll('_', ' ');
