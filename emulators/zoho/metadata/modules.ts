import {
  failure,
  invalidModule,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call, type Operation } from '../http/call.ts';
import { addModule, customModuleFields } from '../orgs/create-org.ts';
import type { Module, Row } from '../orgs/org.ts';
import { subforms } from '../orgs/inventory-modules.ts';

function renderModule(call: Call, module: Module): Row {
  const isStandalone = module.kind !== 'subform';
  const parent = call.org.modules.get(subforms[module.name] ?? '');
  return {
    api_name: module.name,
    module_name: module.plural,
    singular_label: module.singular,
    plural_label: module.plural,
    actual_singular_label: module.singular,
    actual_plural_label: module.plural,
    id: module.id,
    generated_type: module.kind,
    api_supported: true,
    creatable: isStandalone,
    editable: isStandalone,
    viewable: isStandalone,
    deletable: isStandalone,
    visible: isStandalone,
    visibility: isStandalone ? 1 : 2,
    show_as_tab: isStandalone,
    status: 'visible',
    convertable: module.name === 'Leads',
    feeds_required: false,
    global_search_supported: isStandalone,
    inventory_template_supported: module.fields.has('Grand_Total'),
    presence_sub_menu: isStandalone,
    quick_create: isStandalone,
    recycle_bin_on_delete: true,
    scoring_supported: isStandalone,
    triggers_supported: isStandalone,
    emailTemplate_support: isStandalone,
    isBlueprintSupported: isStandalone,
    has_more_profiles: false,
    sequence_number: [...call.org.modules.keys()].indexOf(module.name),
    business_card_field_limit: 5,
    web_link: null,
    activity_badge: 'Enabled',
    business_card_fields: [],
    chart_view: false,
    chart_view_supported: isStandalone,
    email_parser_supported: isStandalone,
    filter_status: true,
    filter_supported: isStandalone,
    kanban_view: false,
    kanban_view_supported: isStandalone,
    profile_count: call.org.profiles.length,
    track_current_data: false,
    webform_supported: isStandalone,
    zia_view: false,
    $field_states: [],
    $on_demand_properties: [],
    $properties: [],
    arguments: [],
    profiles: call.org.profiles.map(({ id, name }) => ({ name, id })),
    parent_module: parent ? { api_name: parent.name, id: parent.id } : {},
    modified_by: null,
    modified_time: null,
    description: null,
  };
}

const renderDetail = (call: Call, module: Module): Row => ({
  ...renderModule(call, module),
  display_field: { api_name: module.displayField, id: module.fields.get(module.displayField)?.id ?? null },
  per_page: 10,
  search_layout_fields: [module.displayField],
  related_list_properties: { sort_by: null, fields: [module.displayField], sort_order: null },
  custom_view: null,
  layouts: module.layouts.map(({ id, name }) => ({ id, name })),
});

function listModules(call: Call): Answer {
  const modules = [...call.org.modules.values()].map((module) => renderModule(call, module));
  return { status: 200, body: { modules } };
}

function readModule(call: Call, given: string): Answer {
  const module = call.org.modules.get(given) ?? [...call.org.modules.values()].find((one) => one.id === given);
  return module ? { status: 200, body: { modules: [renderDetail(call, module)] } } : invalidModule();
}

/** Creates one custom module for each call. Needs the edition Enterprise or Ultimate. docs: create-custom-module */
function createModule(call: Call): Answer {
  if (!['enterprise', 'ultimate'].includes(call.org.seed.edition)) {
    return failure(403, 'NOT_SUPPORTED', 'custom modules are not available in your edition');
  }
  const given = bodyList(call, 'modules');
  if (!given) return missingKey('modules');
  if (given.length > 1) return tooManyRecords();
  const items = given.map((wanted): Item => {
    const at = (name: string) => ({ api_name: name, json_path: `$.modules[0].${name}` });
    const [plural, singular] = [String(wanted['plural_label'] ?? ''), String(wanted['singular_label'] ?? '')];
    if (!plural) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('plural_label'));
    if (!singular) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('singular_label'));
    if (!Array.isArray(wanted['profiles']))
      return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('profiles'));
    if (singular.length > 25 || plural.length > 25)
      return itemError('INVALID_DATA', 'invalid data', { maximum_length: 25, ...at('plural_label') });
    const name = String(wanted['api_name'] ?? plural.replace(/[^A-Za-z0-9]+/g, '_'));
    if (call.org.modules.has(name)) return itemError('DUPLICATE_DATA', 'duplicate data', at('plural_label'));
    const display = (wanted['display_field'] ?? {}) as Row;
    const definitions = customModuleFields(
      String(display['field_label'] ?? `${singular} Name`),
      String(display['data_type'] ?? 'text'),
    );
    const module = addModule(call.org, { name, singular, plural, kind: 'custom', displayField: 'Name', definitions });
    return itemSuccess('module created', { id: module.id });
  });
  return itemsAnswer(items, 201, 'modules');
}

export const moduleOperations: Operation[] = [
  { call: 'GET /settings/modules', scope: ['settings.modules', 'READ'], answer: listModules },
  { call: 'POST /settings/modules', scope: ['settings.modules', 'CREATE'], cost: () => 500, answer: createModule },
  {
    call: 'GET /settings/modules/{module}',
    scope: ['settings.modules', 'READ'],
    answer: (call, { module = '' }) => readModule(call, module),
  },
];
