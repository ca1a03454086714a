import { invalidId, noContent, type Answer } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import { jsonTypes, type Field } from '../orgs/field.ts';
import type { Module, Row } from '../orgs/org.ts';
import { moduleInQuery } from '../records/modules.ts';

/** Zoho's types for the emulator's own types. */
const wireTypes: Record<string, string> = { discount: 'currency', taxes: 'text', json: 'text', layout: 'lookup' };
const arrayTypes = new Set(['taxes', 'json']);

/** The id of a pick list value, derived from the field's id so that it never changes. */
const valueId = (call: Call, field: Field, place: number): string =>
  `${call.org.prefix}8${field.id.slice(-7)}${String(place).padStart(4, '0')}`;

export const renderValues = (call: Call, field: Field): Row[] =>
  field.values.map((value, place) => ({
    display_value: value,
    actual_value: value,
    reference_value: value,
    sequence_number: place + 1,
    colour_code: null,
    expected_data_type: null,
    type: 'used',
    id: valueId(call, field, place),
  }));

const layoutsWith = (module: Module, field: Field): Row[] =>
  module.layouts
    .filter((layout) => layout.fields.has(field.apiName))
    .map(({ id, name }) => ({ api_name: `${name}__s`, name, id }));

/** The pick list values of one field. Only here they name their layouts. docs: pick-list values */
export function listValues(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const field = fieldById(module, id);
  if (!field) return invalidId(2);
  if (field.values.length === 0) return noContent;
  const layout_associations = layoutsWith(module, field);
  const values = renderValues(call, field).map((value) => ({ ...value, layout_associations }));
  return { status: 200, body: { pick_list_values: values } };
}

/** A field in the format of `/settings/fields`. docs: field metadata */
export function renderField(call: Call, module: Module, field: Field): Row {
  const { org } = call;
  const moduleRef = (name: string | null) =>
    name ? { api_name: name, module: name, id: org.modules.get(name)?.id } : null;
  const type = field.apiName === 'Tag' ? 'text' : (wireTypes[field.type] ?? field.type);
  const isArray = arrayTypes.has(field.type) || field.apiName === 'Tag';
  const writable = !field.readOnly;
  const target = field.lookup && org.modules.has(field.lookup) ? field.lookup : null;
  return {
    id: field.id,
    api_name: field.apiName,
    field_label: field.label,
    display_label: field.label,
    data_type: type,
    json_type: isArray ? 'jsonarray' : (jsonTypes[field.type] ?? 'string'),
    length: field.length ?? 255,
    custom_field: field.custom,
    system_mandatory: field.mandatory,
    read_only: !writable,
    field_read_only: !writable,
    visible: true,
    unique: field.unique ? { case_sensitive: field.caseSensitive, casesensitive: String(field.caseSensitive) } : {},
    external: field.external ? { type: field.external, show: true } : null,
    operation_type: { web_update: writable, api_create: writable, web_create: writable, api_update: writable },
    view_type: { view: true, edit: writable, quick_create: false, create: writable },
    pick_list_values: renderValues(call, field),
    pick_list_values_sorted_lexically: false,
    global_picklist: null,
    lookup: target
      ? {
          display_label: field.label,
          api_name: field.apiName,
          module: moduleRef(target),
          id: field.id,
          query_details: {},
          revalidate_filter_during_edit: false,
        }
      : {},
    associated_module: moduleRef(field.subform),
    multiselectlookup: {},
    multiuserlookup: {},
    subform: {},
    currency: field.type === 'currency' ? { rounding_option: 'normal', precision: 2 } : {},
    auto_number: {},
    formula: {},
    rollup_summary: {},
    decimal_place: field.type === 'currency' ? 2 : null,
    textarea: field.textarea ? { type: field.textarea } : null,
    layout_associations: layoutsWith(module, field),
    profiles: org.profiles.map(({ id, name }) => ({ permission_type: 'read_write', name, id })),
    searchable: true,
    sortable: true,
    filterable: true,
    display_field: field.apiName === module.displayField,
    webhook: true,
    created_source: field.custom ? 'user' : 'default',
    type: 'used',
    ui_type: 1,
    display_type: -1,
    display_format_properties: null,
    customizable_properties: [],
    crypt: null,
    tooltip: null,
    virtual_field: false,
    history_tracking: null,
    history_tracking_enabled: false,
    hipaa_compliance_enabled: false,
    hipaa_compliance: null,
    mass_update: writable,
    colour_code_enabled_by_system: null,
    enable_colour_code: false,
    quick_sequence_number: null,
    blueprint_supported: true,
    email_parser: { fields_update_supported: true, record_operations_supported: true },
    additional_column: null,
    convert_mapping: null,
    private: null,
    created_time: null,
    modified_time: null,
  };
}

export function listFields(call: Call): Answer {
  const module = moduleInQuery(call);
  if (call.query.get('type') === 'unused') return noContent;
  const fields = [...module.fields.values()].map((field) => renderField(call, module, field));
  return { status: 200, body: { fields } };
}

export const fieldById = (module: Module, id: string): Field | undefined =>
  [...module.fields.values()].find((field) => field.id === id);

export function readField(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const field = fieldById(module, id);
  return field ? { status: 200, body: { fields: [renderField(call, module, field)] } } : invalidId(2);
}
