import {
  failure,
  invalidId,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call } from '../http/call.ts';
import type { Field } from '../orgs/field.ts';
import { nextId, type Layout, type Module, type Row } from '../orgs/org.ts';
import { moduleInQuery } from '../records/modules.ts';
import { changeField } from './change-fields.ts';
import { fieldById } from './fields.ts';
import { createOne, type NewField } from './new-fields.ts';
import { sectionsOf } from './sections.ts';

/** Actions on fields, and new sections, in a call. docs: update-custom-layout */
const maxActions = 5;
const labelLength = 50;
const labelPattern = /^[\p{L}\p{M}\p{N} ]+$/u;

/** A change of a section, or a new one. */
interface GivenSection extends Row {
  id?: string;
  display_label?: string;
  fields?: GivenField[];
}
interface GivenField extends NewField {
  id?: string;
  required?: boolean;
  _delete?: { permanent?: boolean } | null;
}

interface Target {
  call: Call;
  module: Module;
  layout: Layout;
}

const where = (path: string, api_name: string) => ({ api_name, json_path: `${path}.${api_name}` });

/**
 * `PATCH /settings/layouts/{id}`: marks fields as mandatory, creates, changes and moves them, and changes sections. An error
 * leaves the layout as it is. docs: update-custom-layout
 */
export function changeLayout(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const layout = module.layouts.find((one) => one.id === id);
  if (!layout) return invalidId(2);
  const [given] = bodyList(call, 'layouts') ?? [];
  if (!given) return missingKey('layouts');
  if (given['api_name'] !== undefined)
    return failure(400, 'NOT_ALLOWED', 'api_name cannot be changed', where('$.layouts[0]', 'api_name'));
  const sections = (given['sections'] ?? []) as GivenSection[];
  const before = {
    fields: new Set(layout.fields),
    mandatory: new Set(layout.mandatory),
    label: layout.label,
    sections: layout.sections.map((section) => ({ ...section, fields: new Set(section.fields) })),
  };
  const known = new Set(module.fields.keys());
  const error = checkSize(sections) ?? changeSections({ call, module, layout }, sections);
  if (error) {
    Object.assign(layout, before);
    for (const name of [...module.fields.keys()].filter((one) => !known.has(one))) module.fields.delete(name);
  }
  return itemsAnswer([error ?? itemSuccess('layout updated', { id })], 200, 'layouts');
}

function checkSize(sections: GivenSection[]): Item | null {
  const counts = [
    sections.reduce((sum, section) => sum + (section.fields?.length ?? 0), 0),
    sections.filter((section) => section.id === undefined).length,
  ];
  if (counts.every((count) => count <= maxActions)) return null;
  const details = { limit: maxActions, ...where('$.layouts[0]', 'sections') };
  return itemError('LIMIT_EXCEEDED', 'too many actions in a call', details);
}

function changeSections(target: Target, sections: GivenSection[]): Item | null {
  for (const [index, given] of sections.entries()) {
    const error = changeSection(target, given, `$.layouts[0].sections[${index}]`);
    if (error) return error;
  }
  return null;
}

function changeSection(target: Target, given: GivenSection, path: string): Item | null {
  const { call, module, layout } = target;
  const own = sectionsOf(module, layout);
  const { id, display_label: label } = given;
  const known = own.find((section) => section.id === id);
  if (id !== undefined && !known)
    return itemError('INVALID_DATA', 'the id given seems to be invalid', where(path, 'id'));
  if (id === undefined && label === undefined) {
    const expected_fields = [where(path, 'id'), where(path, 'display_label')];
    return itemError('EXPECTED_FIELD_MISSING', 'expected field missing', { expected_fields });
  }
  const labelError =
    label === undefined
      ? null
      : checkLabel(
          label,
          own.filter((one) => one !== known),
          path,
        );
  if (labelError) return labelError;
  if (known && given['_delete'] !== undefined) {
    for (const name of known.fields) {
      const error = removeField(layout, module.fields.get(name), path);
      if (error) return error;
    }
    layout.sections = layout.sections.filter((section) => section.id !== id);
    return null;
  }
  if (known && known === own[0]) layout.label = label ?? layout.label;
  else if (known) known.label = label ?? known.label;
  const section = known ?? { id: nextId(call.org), label: label ?? '', fields: new Set<string>() };
  if (!known) layout.sections.push(section);
  for (const [index, field] of (given.fields ?? []).entries()) {
    const error = placeField(target, section === own[0] ? null : section, field, `${path}.fields[${index}]`);
    if (error) return error;
  }
  return null;
}

function checkLabel(label: string, others: { label: string }[], path: string): Item | null {
  const at = where(path, 'display_label');
  if (!labelPattern.test(label)) return itemError('INVALID_DATA', 'invalid data', at);
  if (label.length > labelLength)
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: labelLength, ...at });
  const isTaken = others.some((one) => one.label.toLowerCase() === label.toLowerCase());
  return isTaken ? itemError('DUPLICATE_DATA', 'duplicate data', at) : null;
}

/** Creates or changes a field, puts it into a section, sets whether it is mandatory, or takes it off the layout. */
function placeField(
  target: Target,
  section: { fields: Set<string> } | null,
  given: GivenField,
  path: string,
): Item | null {
  const { call, module, layout } = target;
  const { id, required, _delete: deletion, ...keys } = given;
  const made = id === undefined ? createOne(call, module, keys, path) : null;
  if (made?.status === 'error') return made;
  const field = fieldById(module, id ?? String(made?.details['id']));
  if (!field) return itemError('INVALID_DATA', 'the id given seems to be invalid', where(path, 'id'));
  if (deletion !== undefined) {
    if (deletion?.permanent !== false)
      return itemError('INVALID_DATA', 'invalid data', { ...where(path, '_delete'), supported_values: ['false'] });
    return removeField(layout, field, path);
  }
  if (required === false && field.mandatory)
    return itemError('NOT_ALLOWED', 'a field that the API requires is always mandatory', where(path, 'required'));
  if (!made && Object.keys(keys).length > 0) {
    const changed = changeField(call, module, field.id, keys, path);
    if (changed.status === 'error') return changed;
  }
  // A new field is on the standard layout first; it belongs to this one.
  if (made && layout !== module.layouts[0]) module.layouts[0]?.fields.delete(field.apiName);
  layout.fields.add(field.apiName);
  if (section) for (const other of layout.sections) other.fields.delete(field.apiName);
  section?.fields.add(field.apiName);
  if (required === true) layout.mandatory.add(field.apiName);
  if (required === false) layout.mandatory.delete(field.apiName);
  return null;
}

/** Takes a field off a layout. It is in the list of unused items then. */
function removeField(layout: Layout, field: Field | undefined, path: string): Item | null {
  if (!field) return null;
  if (field.mandatory) return itemError('NOT_ALLOWED', 'a mandatory field cannot be removed', where(path, '_delete'));
  layout.fields.delete(field.apiName);
  layout.mandatory.delete(field.apiName);
  for (const section of layout.sections) section.fields.delete(field.apiName);
  return null;
}
