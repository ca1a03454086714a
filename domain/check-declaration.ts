import type { CustomField, FieldRule, Mapping } from '../schemas/mapping.ts';
import { lookedUpIn } from './keys.ts';
import { isLookup } from './map-field.ts';
import { failure, type Problem } from './problem.ts';
import { longestFields } from './schema-plan/lengths.ts';

/** A declared custom field, and a rule that fills it. */
export interface FilledField {
  name: string;
  field: CustomField;
  /** Path of the rule in the mapping file. */
  path: string;
  rule: FieldRule;
}

/** Whether Zoho can create a field as it is declared. @param path of the declaration in the mapping file */
export function checkLength(path: string, { type, length }: CustomField): Problem[] {
  const longest = longestFields[type];
  if (length === undefined || longest === undefined || length <= longest) return [];
  return [
    failure(
      `${path}.length`,
      `a field of type ${type} has at most ${longest}, not ${length}`,
      `Use ${longest} or less.`,
    ),
  ];
}

/** Whether a rule gives what the type of its field holds: the record of a lookup, a user, or a plain value. */
export function checkKindOfValue(mapping: Mapping, { name, field, path, rule }: FilledField): Problem[] {
  const { type, module } = field;
  if (isLookup(rule) !== (type === 'lookup'))
    return [
      type === 'lookup'
        ? failure(path, `${name} is a lookup, but the rule names no object`, 'Add lookup with the object to the rule.')
        : failure(path, `${name} is a ${type}, but the rule gives a record`, 'Declare it as a lookup with its module.'),
    ];
  if (rule.owner !== (type === 'userlookup'))
    return [
      type === 'userlookup'
        ? failure(path, `${name} holds a user, but the rule gives a text`, 'Add owner: true to the rule.')
        : failure(path, `${name} is a ${type}, but the rule gives a user`, 'Declare it as userlookup.'),
    ];
  const held = new Set(type === 'lookup' ? mapping.modules[module!]?.sources.map(({ object }) => object) : []);
  return lookedUpIn(rule)
    .filter((object) => !held.has(object))
    .map((object) =>
      failure(
        path,
        `${name} is a lookup of ${module}, which does not hold ${object}`,
        `Name a module with ${object} among its sources.`,
      ),
    );
}
