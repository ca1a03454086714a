import { invalidModule, noContent, type Answer } from '../http/answers.ts';
import type { Call, Operation } from '../http/call.ts';
import { attachmentModule } from '../files/attachment-module.ts';
import type { Module, Row } from '../orgs/org.ts';
import { subforms } from '../orgs/inventory-modules.ts';
import { mayUse } from '../records/modules.ts';
import { changeModule, createModule } from './custom-modules.ts';

function renderModule(call: Call, module: Module): Row {
  const isStandalone = module.kind !== 'subform' && module.name !== 'Attachments';
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
    profiles: call.org.profiles
      .filter(({ id }) => module.profiles?.includes(id) ?? true)
      .map(({ id, name }) => ({ name, id })),
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
  const shown = [...modulesOf(call)].filter((module) => mayUse(call, module));
  // Zoho can hide modules from users or delete them later. Here, all are visible.
  const statuses = call.query.get('status')?.split(',') ?? ['visible'];
  if (!statuses.includes('visible')) return noContent;
  const modules = shown.map((module) => renderModule(call, module));
  return { status: 200, body: { modules } };
}

/** The modules of the org and the one of attachments, which is answered only as metadata and in queries. */
const modulesOf = ({ org }: Call): Module[] => [...org.modules.values(), attachmentModule(org)];

const findModule = (call: Call, given: string): Module | undefined =>
  modulesOf(call).find((one) => one.name === given || one.id === given);

function readModule(call: Call, given: string): Answer {
  const module = findModule(call, given);
  return module ? { status: 200, body: { modules: [renderDetail(call, module)] } } : invalidModule();
}

export const moduleOperations: Operation[] = [
  { call: 'GET /settings/modules', scope: ['settings.modules', 'READ'], answer: listModules },
  { call: 'POST /settings/modules', scope: ['settings.modules', 'CREATE'], cost: () => 500, answer: createModule },
  {
    call: 'GET /settings/modules/{module}',
    scope: ['settings.modules', 'READ'],
    answer: (call, { module = '' }) => readModule(call, module),
  },
  {
    call: 'PUT /settings/modules/{module}',
    scope: ['settings.modules', 'UPDATE'],
    answer: (call, params) => {
      const module = findModule(call, params['module'] ?? '');
      return module ? changeModule(call, module) : invalidModule();
    },
  },
];
