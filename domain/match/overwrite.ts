import type { Json, JsonObject } from '../../schemas/json.ts';
import type { Mapping, OverwriteRule } from '../../schemas/mapping.ts';
import type { FieldEffect, FieldPlan } from '../../schemas/match.ts';
import type { ClaimedRecord } from '../../schemas/record.ts';
import type { Module } from '../../schemas/terms.ts';
import { isObject, sameValue } from '../compare-record.ts';
import { sameLines } from '../line-items.ts';

/** How the fields of an adopted record of a module are written. Our key always is. */
export type RuleOfField = (field: string) => OverwriteRule;

export function overwriteRules(mapping: Pick<Mapping, 'modules' | 'key'>, module: Module): RuleOfField {
  const overwrite = mapping.modules[module]?.overwrite;
  return (field) =>
    field === mapping.key ? 'source' : (overwrite?.fields[field] ?? overwrite?.default ?? 'fill_blanks');
}

/** A check box is never blank. */
export const isBlankValue = (value: Json | undefined): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/**
 * The fields that an adopted record keeps as they are in Zoho.
 * @param image the values from before our first write. A field without an image is left to Zoho, unless the source wins
 */
export const fieldsLeft = (fields: string[], image: JsonObject, ruleOf: RuleOfField): string[] =>
  fields.filter((field) => {
    const rule = ruleOf(field);
    if (rule === 'source') return false;
    return rule === 'zoho' || !(field in image && isBlankValue(image[field]));
  });

/**
 * A record that a match has adopted, with the fields that it gets. A reference that stays as it is in Zoho need not lead to a
 * record there.
 *
 * @param image its values from before our first write
 */
export function withoutLeft(record: ClaimedRecord, image: JsonObject, ruleOf: RuleOfField): ClaimedRecord {
  const references = record.match?.references ?? {};
  const left = new Set(fieldsLeft([...Object.keys(record.values), ...Object.keys(references)], image, ruleOf));
  const wanted = new Set(Object.entries(references).flatMap(([field, keys]) => (left.has(field) ? [] : keys)));
  return {
    ...record,
    values: Object.fromEntries(Object.entries(record.values).filter(([field]) => !left.has(field))),
    unresolved: record.unresolved.filter((key) => wanted.has(key)),
    ambiguous: (record.ambiguous ?? []).filter((key) => wanted.has(key)),
  };
}

/** Rows of a subform. The values of a multi-select pick list are texts. */
const isLines = (value: Json | undefined): value is Json[] => Array.isArray(value) && value.some(isObject);

/**
 * What the first load does to a field of an adopted record. A reference to a record that is not in Zoho yet has no id, so it
 * counts as another value.
 */
export function effectOf(rule: OverwriteRule, wanted: Json | undefined, present: Json | undefined): FieldEffect | null {
  if (isBlankValue(wanted)) return null;
  if (isLines(wanted) ? sameLines(wanted, present ?? null) : sameValue(wanted as Json, present)) return 'same';
  if (rule === 'zoho') return 'left';
  if (isBlankValue(present)) return 'filled';
  return rule === 'source' ? 'overwritten' : 'left';
}

/** A record of the source, with the values that it gets in Zoho and those that it has there. */
export interface AdoptedRecord {
  module: Module;
  wanted: JsonObject;
  present: JsonObject;
}

/** Counts what adoptions do to each field. */
export interface FieldTally {
  add(records: AdoptedRecord[]): void;
  /** In the order in which the fields came. */
  result(): FieldPlan[];
}

/** Starts to count. The key is left out. */
export function createFieldTally(mapping: Pick<Mapping, 'modules' | 'key'>): FieldTally {
  const plans = new Map<string, FieldPlan>();
  const count = (module: Module, field: string, effect: FieldEffect) => {
    const place = `${module}.${field}`;
    const rule = overwriteRules(mapping, module)(field);
    const plan = plans.get(place) ?? { module, field, rule, overwritten: 0, filled: 0, left: 0, same: 0 };
    plan[effect] += 1;
    plans.set(place, plan);
  };
  return {
    add(records) {
      for (const { module, wanted, present } of records) {
        const ruleOf = overwriteRules(mapping, module);
        for (const [field, value] of Object.entries(wanted)) {
          const effect = field === mapping.key ? null : effectOf(ruleOf(field), value, present[field]);
          if (effect !== null) count(module, field, effect);
        }
      }
    },
    result: () => [...plans.values()],
  };
}
