import { invalidId, noContent, type Answer } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import { attachmentModule } from '../files/attachment-module.ts';
import { jsonTypes, type Field } from '../orgs/field.ts';
import { pickListFor, type Module, type Org, type Row } from '../orgs/org.ts';
import type { PickList, PickValue } from '../orgs/pick-list.ts';
import { renderPermissions } from './field-permissions.ts';
import { lockModule } from '../records/lock-module.ts';
import { isHidden } from '../records/render.ts';
import { moduleInQuery } from '../records/modules.ts';

/** Zoho's types for the emulator's own types. */
const wireTypes: Record<string, string> = {
  discount: 'currency',
  taxes: 'text',
  participants: 'text',
  layout: 'lookup',
};

/** The id of a pick list value, derived from the id of its field or global list so that it never changes. */
export const valueId =
  (org: Org, owner: string) =>
  ({ number }: PickValue): string =>
    `${org.prefix}8${owner.slice(-7)}${String(number).padStart(4, '0')}`;

/** The values of a pick list in the format of the API. `owner` is the id of its field or global list. */
export const renderValues = (org: Org, owner: string, list: PickList): Row[] =>
  list.values.map((value, place) => ({
    display_value: value.display,
    actual_value: value.actual,
    reference_value: value.actual,
    sequence_number: place + 1,
    colour_code: value.colour,
    expected_data_type: null,
    type: value.used ? 'used' : 'unused',
    id: valueId(org, owner)(value),
  }));

const valuesOf = ({ org }: Call, field: Field): Row[] =>
  renderValues(org, field.globalList ?? field.id, pickListFor(org, field));

const layoutsWith = (module: Module, field: Field): Row[] =>
  module.layouts
    .filter((layout) => layout.fields.has(field.apiName))
    .map(({ id, name }) => ({ api_name: `${name}__s`, name, id }));

/** The pick list values of one field. Only here they name their layouts. docs: pick-list values */
export function listValues(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const field = fieldById(module, id);
  if (!field) return invalidId(2);
  const layout_associations = layoutsWith(module, field);
  const values = valuesOf(call, field).map((value) => ({ ...value, layout_associations }));
  if (values.length === 0) return noContent;
  return { status: 200, body: { pick_list_values: values } };
}

function globalRef(org: Org, field: Field): Row | null {
  const list = org.pickLists.get(field.globalList ?? '');
  return list ? { api_name: list.name.replaceAll(' ', '_'), id: list.id } : null;
}

/** A field in the format of `/settings/fields`. docs: field metadata */
export function renderField(call: Call, module: Module, field: Field): Row {
  const { org } = call;
  const moduleRef = (name: string | null) =>
    name ? { api_name: name, module: name, id: org.modules.get(name)?.id } : null;
  const type = field.apiName === 'Tag' ? 'text' : (wireTypes[field.type] ?? field.type);
  const writable = !field.readOnly && (field.permissions[call.user.profile] ?? 'read_write') === 'read_write';
  const decimals = field.decimals ?? (field.type === 'currency' ? 2 : null);
  const target = field.lookup && org.modules.has(field.lookup) ? field.lookup : null;
  return {
    id: field.id,
    api_name: field.apiName,
    field_label: field.label,
    display_label: field.label,
    data_type: type,
    json_type: field.apiName === 'Tag' ? 'jsonarray' : (jsonTypes[field.type] ?? 'string'),
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
    pick_list_values: valuesOf(call, field),
    pick_list_values_sorted_lexically: pickListFor(org, field).sorted,
    global_picklist: globalRef(org, field),
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
    currency: field.type === 'currency' ? (field.rounding ?? { rounding_option: 'normal', precision: decimals }) : {},
    auto_number: field.autoNumber
      ? {
          prefix: field.autoNumber.prefix,
          suffix: field.autoNumber.suffix,
          start_number: field.autoNumber.start,
        }
      : {},
    formula: {},
    rollup_summary: {},
    decimal_place: decimals,
    textarea: field.textarea ? { type: field.textarea } : null,
    layout_associations: layoutsWith(module, field),
    profiles: renderPermissions(org, field),
    searchable: true,
    sortable: true,
    filterable: true,
    display_field: field.apiName === module.displayField,
    webhook: true,
    created_source: field.custom ? 'user' : 'default',
    type: isUsed(module, field) ? 'used' : 'unused',
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

/** A field on no layout is in the list of unused items. docs: field metadata, update-custom-layout */
const isUsed = (module: Module, field: Field): boolean =>
  module.layouts.length === 0 || module.layouts.some((layout) => layout.fields.has(field.apiName));

/** Modules that have fields, but no records of their own. */
const sideModules = new Map([
  ['Attachments', attachmentModule],
  ['Locking_Information__s', lockModule],
]);

const moduleWithFields = (call: Call): Module =>
  sideModules.get(call.query.get('module') ?? '')?.(call.org) ?? moduleInQuery(call);

export function listFields(call: Call): Answer {
  const module = moduleWithFields(call);
  const type = call.query.get('type') ?? 'used';
  const shown = [...module.fields.values()].filter(
    (field) => !isHidden(call, field) && (type === 'all' || (type === 'unused') !== isUsed(module, field)),
  );
  if (shown.length === 0) return noContent;
  const fields = shown.map((field) => renderField(call, module, field));
  return { status: 200, body: { fields } };
}

export const fieldById = (module: Module, id: string): Field | undefined =>
  [...module.fields.values()].find((field) => field.id === id);

export function readField(call: Call, id: string): Answer {
  const module = moduleWithFields(call);
  const field = fieldById(module, id);
  return field ? { status: 200, body: { fields: [renderField(call, module, field)] } } : invalidId(2);
}
