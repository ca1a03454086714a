import type { Mapping } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { mostPickValues } from './lengths.ts';
import { wantedFields, writtenValues, type AddedValues, type WantedField } from './wanted.ts';

/** A field that exists in Zoho. */
export interface PresentField {
  id: string;
  apiName: string;
  label: string;
  dataType: string;
  length: number | null;
  /** Decimal places of a number; null if Zoho does not say. */
  decimals: number | null;
  custom: boolean;
  unique: boolean;
  external: boolean;
  writable: boolean;
  lookupModule: string | null;
  pickListValues: string[];
  /** Name of the global pick list whose values it has. Other fields share them. */
  globalList: string | null;
  /** What each profile may do with it, in Zoho's words. */
  permissions: { name: string; permission: string }[];
}

/** Values that the pick list of an existing field lacks. */
export interface PlannedValues {
  apiName: string;
  label: string;
  values: string[];
  /**
   * The load does not depend on them: Zoho takes values that a list does not have, and some lists of standard fields can't be
   * changed.
   */
  isOptional: boolean;
}

export interface FieldPlan {
  /** Custom fields that must be created, the key first. */
  missing: WantedField[];
  additions: PlannedValues[];
  /** Values for global pick lists, which Portage does not change, because other fields have them too. */
  shared: (Omit<PlannedValues, 'isOptional'> & { list: string })[];
  /** Fields that exist already and are not as the mapping wants them. */
  conflicts: string[];
  /** The wanted fields that exist. */
  present: { wanted: WantedField; found: PresentField }[];
}

const texts = new Set(['text', 'textarea', 'richtext', 'email', 'phone', 'website']);
const lists = new Set(['picklist', 'multiselectpicklist']);

/** What a module's fields lack for the mapping. */
export function planFields(mapping: Mapping, module: Module, present: PresentField[], added: AddedValues): FieldPlan {
  const wanted = wantedFields(mapping, module, added);
  const pairs = wanted.map((field) => ({
    wanted: field,
    found: present.find((one) => one.apiName === field.apiName) ?? null,
  }));
  const existing = pairs.flatMap(({ wanted: field, found }) => (found ? [{ wanted: field, found }] : []));
  const lacking = lackingValues(mapping, module, present, existing);
  return {
    missing: pairs.flatMap(({ wanted: field, found }) => (found ? [] : [field])),
    additions: lacking.flatMap(({ list, ...one }) => (list === null ? [one] : [])),
    shared: lacking.flatMap(({ list, isOptional: _, ...one }) => (list === null ? [] : [{ ...one, list }])),
    conflicts: [
      ...existing.flatMap(({ wanted: field, found }) => differences(mapping, module, field, found)),
      ...wanted
        .filter(({ values = [] }) => values.length > mostPickValues)
        .map(
          ({ apiName, values }) => `${apiName} has ${values!.length} values, but a pick list takes ${mostPickValues}`,
        ),
      ...unknownProfiles(wanted, present),
      ...pairs.flatMap(({ wanted: field, found }) => (found ? [] : misnamed(field))),
    ],
    present: existing,
  };
}

/** Zoho makes the API name of a new field from its label, and keeps capital letters. Of other signs, only Zoho knows the name. */
function misnamed({ apiName, label }: WantedField): string[] {
  const made = label.replaceAll(' ', '_');
  return made === apiName || !/^[A-Za-z][A-Za-z0-9_]*$/.test(made)
    ? []
    : [
        `${apiName} has the label "${label}", from which Zoho makes the API name ${made}: use that name, or another label`,
      ];
}

/** Fields for profiles that the org does not have. */
function unknownProfiles(wanted: WantedField[], present: PresentField[]): string[] {
  const known = new Set(present.flatMap(({ permissions }) => permissions.map(({ name }) => name)));
  return wanted.flatMap(({ apiName, permissions = {} }) => {
    const unknown = Object.keys(permissions).filter((name) => !known.has(name));
    return unknown.length === 0
      ? []
      : [`${apiName} is for the profiles ${unknown.join(', ')}, which the org does not have`];
  });
}

/** What pick lists that exist lack: declared values, values to load, and those that constants and value maps write. */
function lackingValues(
  mapping: Mapping,
  module: Module,
  present: PresentField[],
  existing: FieldPlan['present'],
): (PlannedValues & { list: string | null })[] {
  const declared = existing.map(({ wanted, found }) => ({ found, values: wanted.values ?? [], isOptional: false }));
  const written = [...writtenValues(mapping, module)].flatMap(([name, values]) => {
    const found = present.find(({ apiName, writable }) => apiName === name && writable);
    return found ? [{ found, values, isOptional: true }] : [];
  });
  return [...declared, ...written].flatMap(({ found, values, isOptional }) => {
    const { apiName, label, dataType, pickListValues, globalList: list } = found;
    const missing = lists.has(dataType) ? values.filter((value) => !pickListValues.includes(value)) : [];
    return missing.length === 0 ? [] : [{ apiName, label, values: missing, isOptional, list }];
  });
}

/** How an existing field differs from the wanted one, so that values would be refused or changed. */
function differences(mapping: Mapping, module: Module, wanted: WantedField, found: PresentField): string[] {
  const { apiName } = wanted;
  if (found.dataType !== wanted.dataType)
    return [`${apiName} exists with type ${found.dataType}, but the mapping requires ${wanted.dataType}`];
  // Without a declared length, values are checked against the usual one, and Zoho names the values that it refuses.
  const declared = mapping.modules[module]?.custom[apiName];
  const isShort = texts.has(found.dataType) && found.length !== null && found.length < (declared?.length ?? 0);
  const isRough = found.decimals !== null && found.decimals < (declared?.decimals ?? 0);
  return [
    ...(apiName === mapping.key && !found.unique ? [`${apiName} exists but is not unique`] : []),
    ...(isShort ? [`${apiName} exists with length ${found.length}, but the mapping requires ${declared?.length}`] : []),
    ...(isRough
      ? [`${apiName} exists with ${found.decimals} decimal places, but the mapping requires ${declared?.decimals}`]
      : []),
    ...(wanted.lookupModule !== undefined && found.lookupModule !== wanted.lookupModule
      ? [`${apiName} exists as a lookup of ${found.lookupModule}, but the mapping requires ${wanted.lookupModule}`]
      : []),
  ];
}
