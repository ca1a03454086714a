import type { Json, JsonObject } from '../../schemas/json.ts';
import type { Mapping, OverwriteRule } from '../../schemas/mapping.ts';
import type { FieldEffect } from '../../schemas/match.ts';
import type { Module } from '../../schemas/terms.ts';
import { sameValue } from '../compare-record.ts';

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
 * What the first load does to a field of an adopted record. A reference to a record that is not in Zoho yet has no id, so it
 * counts as another value.
 */
export function effectOf(rule: OverwriteRule, wanted: Json | undefined, present: Json | undefined): FieldEffect | null {
  if (isBlankValue(wanted)) return null;
  if (sameValue(wanted as Json, present)) return 'same';
  if (rule === 'zoho') return 'left';
  if (isBlankValue(present)) return 'filled';
  return rule === 'source' ? 'overwritten' : 'left';
}
