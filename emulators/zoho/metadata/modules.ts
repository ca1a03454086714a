import {
  failure,
  invalidId,
  invalidModule,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  noContent,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation } from '../http/call.ts';
import { addModule, customShapes, nextId, type Layout, type Module, type Row } from '../orgs/org.ts';
import { subforms } from '../orgs/standard-modules.ts';
import { moduleAsked } from '../records/modules.ts';
import { relatedLists } from '../records/related.ts';
import { renderTime } from '../records/render.ts';
import { renderField } from './fields.ts';

function renderModule(call: Call, module: Module): Row {
  const own = module.kind !== 'subform';
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
    creatable: own,
    editable: own,
    viewable: own,
    deletable: own,
    visible: own,
    visibility: own ? 1 : 2,
    show_as_tab: own,
    status: 'visible',
    convertable: module.name === 'Leads',
    feeds_required: false,
    global_search_supported: own,
    inventory_template_supported: module.fields.has('Grand_Total'),
    presence_sub_menu: own,
    quick_create: own,
    recycle_bin_on_delete: true,
    scoring_supported: own,
    triggers_supported: own,
    emailTemplate_support: own,
    isBlueprintSupported: own,
    has_more_profiles: false,
    sequence_number: [...call.org.modules.keys()].indexOf(module.name),
    business_card_field_limit: 5,
    web_link: null,
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
  display_field: module.displayField,
  per_page: 10,
  properties: [],
  on_demand_properties: [],
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

/** One a call, Enterprise and above, 500 credits. docs: create-custom-module */
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
    const shapes = customShapes(
      String(display['field_label'] ?? `${singular} Name`),
      String(display['data_type'] ?? 'text'),
    );
    const module = addModule(call.org, { name, singular, plural, kind: 'custom', displayField: 'Name', shapes });
    return itemSuccess('module created successfully', { id: module.id });
  });
  return itemsAnswer(items, 201, 'modules');
}

function renderLayout(call: Call, module: Module, layout: Layout): Row {
  const fields = [...layout.fields].flatMap((name, place) => {
    const field = module.fields.get(name);
    if (!field) return [];
    return { ...renderField(call, module, field), required: layout.mandatory.has(name), sequence_number: place + 1 };
  });
  const section = {
    display_label: `${module.singular} Information`,
    name: `${module.singular} Information`,
    api_name: `${module.singular}_Information`.replaceAll(' ', '_'),
    id: String(BigInt(layout.id) + 900_000_000n),
    sequence_number: 1,
    column_count: 2,
    tab_traversal: 2,
    type: 'used',
    generated_type: 'default',
    isSubformSection: false,
    properties: null,
    fields,
  };
  const at = renderTime(call.org.users[0]?.createdAt ?? call.now, call.user.timeZone);
  return {
    id: layout.id,
    api_name: `${layout.name}__s`,
    name: layout.name,
    display_label: layout.name,
    display_type: 1,
    status: 'active',
    visible: true,
    has_more_profiles: false,
    generated_type: 'system',
    source: 'crm',
    mode: 'basic',
    actions_allowed: {
      edit: true,
      rename: true,
      clone: true,
      downgrade: false,
      delete: false,
      deactivate: false,
      set_layout_permissions: true,
    },
    profiles: call.org.profiles.map(({ id, name }) => ({ default: true, name, id })),
    created_for: null,
    created_by: null,
    modified_by: null,
    created_time: null,
    modified_time: at,
    convert_mapping: null,
    sections: [section],
  };
}

function listLayouts(call: Call): Answer {
  const module = moduleAsked(call);
  return { status: 200, body: { layouts: module.layouts.map((layout) => renderLayout(call, module, layout)) } };
}

function readLayout(call: Call, id: string): Answer {
  const module = moduleAsked(call);
  const layout = module.layouts.find((one) => one.id === id);
  return layout ? { status: 200, body: { layouts: [renderLayout(call, module, layout)] } } : invalidId(2);
}

/** Metadata of related lists, without which Zoho's clients refuse to read one. */
function listRelated(call: Call): Answer {
  const module = moduleAsked(call);
  const fixed = ['Attachments', 'Emails'].map((name) => ({ name, module: null }));
  const lists = [
    ...relatedLists(call.org, module).map(({ name, module: other }) => ({ name, module: other })),
    ...fixed,
  ];
  if (module.kind === 'subform') return noContent;
  const related_lists = lists.map(({ name, module: other }, place) => ({
    id: relatedId(module, place),
    sequence_number: String(place + 1),
    display_label: name.replaceAll('_', ' '),
    name,
    api_name: name,
    module: { api_name: other?.name ?? name, id: other?.id ?? relatedId(module, place) },
    action: null,
    href: `${module.name}/{ENTITYID}/${name}`,
    type: 'default',
    visible: true,
    customize_sort: true,
    customize_fields: true,
    customize_display_label: true,
    connectedmodule: null,
    linkingmodule: null,
    status: 'visible',
    fields: [],
  }));
  return { status: 200, body: { related_lists } };
}

/** Ids of related lists follow from the module's, so that they stay. */
const relatedId = (module: Module, place: number) => String(BigInt(module.id) + 500_000_000n + BigInt(place));

function renderPickList(call: Call, list: { id: string; name: string; values: string[] }): Row {
  const at = renderTime(call.now, call.user.timeZone);
  return {
    id: list.id,
    api_name: list.name.replaceAll(' ', '_'),
    display_label: list.name,
    actual_label: list.name,
    description: null,
    created_time: at,
    modified_time: at,
    presence: true,
    pick_list_values_sorted_lexically: false,
    pick_list_values: list.values.map((value, place) => ({
      display_value: value,
      actual_value: value,
      reference_value: value,
      sequence_number: place + 1,
      type: 'used',
      id: String(BigInt(list.id) + 700_000_000n + BigInt(place)),
    })),
  };
}

/** One a call. docs: global picklists */
function createPickList(call: Call): Answer {
  const [given] = bodyList(call, 'global_picklists') ?? [];
  if (!given) return missingKey('global_picklists');
  const name = String(given['display_label'] ?? '');
  const where = { api_name: 'display_label', json_path: '$.global_picklists[0].display_label' };
  if (!name)
    return itemsAnswer([itemError('MANDATORY_NOT_FOUND', 'required field not found', where)], 201, 'global_picklists');
  if ([...call.org.pickLists.values()].some((list) => list.name === name)) {
    return itemsAnswer([itemError('DUPLICATE_DATA', 'duplicate data', where)], 201, 'global_picklists');
  }
  const values = ((given['pick_list_values'] ?? []) as Row[]).map((one) =>
    String(one['actual_value'] ?? one['display_value']),
  );
  const id = nextId(call.org);
  call.org.pickLists.set(id, { id, name, values });
  return itemsAnswer([itemSuccess('Picklist created successfully', { id })], 201, 'global_picklists');
}

export const moduleOperations: Operation[] = [
  { call: 'GET /settings/modules', scope: ['settings.modules', 'READ'], answer: listModules },
  { call: 'POST /settings/modules', scope: ['settings.modules', 'CREATE'], cost: () => 500, answer: createModule },
  {
    call: 'GET /settings/modules/{module}',
    scope: ['settings.modules', 'READ'],
    answer: (call, { module = '' }) => readModule(call, module),
  },
  { call: 'GET /settings/layouts', scope: ['settings.layouts', 'READ'], answer: listLayouts },
  {
    call: 'GET /settings/layouts/{id}',
    scope: ['settings.layouts', 'READ'],
    answer: (call, { id = '' }) => readLayout(call, id),
  },
  { call: 'GET /settings/related_lists', scope: ['settings.related_lists', 'READ'], answer: listRelated },
  {
    call: 'GET /settings/global_picklists',
    scope: ['settings.global_picklist', 'READ'],
    answer: (call) => {
      const { shown } = pageOf(call, [...call.org.pickLists.values()]);
      if (shown.length === 0) return noContent;
      return { status: 200, body: { global_picklists: shown.map((list) => renderPickList(call, list)) } };
    },
  },
  { call: 'POST /settings/global_picklists', scope: ['settings.global_picklist', 'CREATE'], answer: createPickList },
];
