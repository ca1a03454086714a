import type { JsonObject } from '../../schemas/json.ts';
import type { Mapping } from '../../schemas/mapping.ts';
import type { ManualStep } from '../../schemas/schema-plan.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { isLookup } from '../map-field.ts';
import { rulesOf } from '../named-fields.ts';
import { sourcesOf } from '../modules-of.ts';
import type { PresentField } from './fields.ts';
import { mostPickValues } from './lengths.ts';

/** A pick list of Zoho whose values come from the rows, as they are. */
export interface OpenList {
  module: Module;
  field: string;
  /** The objects that fill it. */
  objects: LoadedObject[];
}

/** Values that rows write into a pick list, with the number of records. */
export interface RowValues {
  values: ReadonlyMap<string, number>;
  /** Records with other values than these: there are too many different ones. */
  uncounted: number;
}

/** By `<module>.<field>`. */
export type AllRowValues = ReadonlyMap<string, RowValues>;

const lists = new Set(['picklist', 'multiselectpicklist']);
export const nameOfList = (module: Module, field: string): string => `${module}.${field}`;

/** The pick lists that the mapping fills without a value map, and whose values it does not declare: nobody checks them. */
export function openListsOf(mapping: Mapping, module: Module, present: readonly PresentField[]): OpenList[] {
  const declared = new Map(Object.entries(mapping.modules[module]?.custom ?? {}));
  const found = new Map<string, Set<LoadedObject>>();
  for (const source of sourcesOf(mapping, module))
    for (const [, name, rule] of rulesOf(source)) {
      const isOpen = rule.from !== undefined && rule.map === undefined && !rule.owner && !isLookup(rule);
      const field = present.find(({ apiName }) => apiName === name);
      if (isOpen && field?.writable && lists.has(field.dataType) && declared.get(name)?.values === undefined)
        found.set(name, (found.get(name) ?? new Set()).add(source.object));
    }
  return [...found].map(([field, objects]) => ({ module, field, objects: [...objects] }));
}

/** Counts what records write into some pick lists. Only so many different values of a list are kept. */
export function createListCounter(): {
  add(module: Module, fields: readonly string[], record: JsonObject): void;
  result(): AllRowValues;
} {
  const counts = new Map<string, { values: Map<string, number>; uncounted: number }>();
  return {
    add(module, fields, record) {
      for (const field of fields) {
        const name = nameOfList(module, field);
        const all = counts.get(name) ?? { values: new Map<string, number>(), uncounted: 0 };
        counts.set(name, all);
        for (const value of [record[field] ?? []].flat()) {
          const text = String(value);
          const known = all.values.get(text);
          if (known === undefined && all.values.size >= mostPickValues) all.uncounted += 1;
          else all.values.set(text, (known ?? 0) + 1);
        }
      }
    },
    result: () => counts,
  };
}

/** Values that a step names. */
const mostNamed = 20;
const number = (count: number): string => count.toLocaleString('en');

/** What an administrator decides about values of rows that a pick list does not have. */
export function listSteps(module: Module, present: readonly PresentField[], found: AllRowValues): ManualStep[] {
  return present.flatMap(({ apiName, pickListValues, globalList }): ManualStep[] => {
    const { values, uncounted } = found.get(nameOfList(module, apiName)) ?? {
      values: new Map<string, number>(),
      uncounted: 0,
    };
    const known = new Set(pickListValues);
    const missing = [...values].filter(([value]) => !known.has(value)).toSorted((a, b) => b[1] - a[1]);
    if (missing.length === 0 && uncounted === 0) return [];
    const named = missing.slice(0, mostNamed).map(([value, records]) => `${value} (${number(records)})`);
    const rest = missing.length > mostNamed ? ` and ${number(missing.length - mostNamed)} more` : '';
    const list = globalList === null ? `the pick list ${apiName}` : `the global pick list ${globalList} of ${apiName}`;
    return [
      {
        ...{ id: `${module}.${apiName}.rows`, module },
        what:
          (missing.length === 0
            ? `Look at ${list}.`
            : `Add to ${list}, with the number of records: ${named.join(', ')}${rest}. Or map them to values that it has.`) +
          (uncounted === 0
            ? ''
            : ` Only ${number(mostPickValues)} different values were compared; those of ${number(uncounted)} more records were not.`),
        why: `The mapping writes what the rows have. Zoho takes values that a list does not have and does not add them to it, so people can not choose them; a few lists of Zoho's own refuse them, and with them the record.`,
        check: 'portage schema verify compares the values of the survey with the list.',
      },
    ];
  });
}
