import { invalidId, noContent, type Answer } from '../http/answers.ts';
import type { Call, Operation } from '../http/call.ts';
import type { Layout, Module, Row } from '../orgs/org.ts';
import { moduleInQuery } from '../records/modules.ts';
import { tracked } from '../records/history.ts';
import { relatedLists } from '../records/related.ts';
import { renderTime } from '../records/render.ts';
import { changeLayout } from './change-layouts.ts';
import { renderField } from './fields.ts';
import { sectionsOf } from './sections.ts';

function renderLayout(call: Call, module: Module, layout: Layout): Row {
  const sections = sectionsOf(module, layout).map((section, index) => ({
    display_label: section.label,
    name: section.label,
    api_name: section.label.replaceAll(' ', '_'),
    id: section.id,
    sequence_number: index + 1,
    column_count: 2,
    tab_traversal: 2,
    type: 'used',
    generated_type: index === 0 ? 'default' : 'custom',
    isSubformSection: false,
    properties: null,
    fields: [...section.fields].flatMap((name, place) => {
      const field = module.fields.get(name);
      if (!field) return [];
      return { ...renderField(call, module, field), required: layout.mandatory.has(name), sequence_number: place + 1 };
    }),
  }));
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
    sections,
  };
}

function listLayouts(call: Call): Answer {
  const module = moduleInQuery(call);
  return { status: 200, body: { layouts: module.layouts.map((layout) => renderLayout(call, module, layout)) } };
}

function readLayout(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const layout = module.layouts.find((one) => one.id === id);
  return layout ? { status: 200, body: { layouts: [renderLayout(call, module, layout)] } } : invalidId(2);
}

/** Metadata of related lists. Zoho's clients need it before they read a related list. */
function listRelated(call: Call): Answer {
  const module = moduleInQuery(call);
  const history = tracked[module.name];
  const fixed = ['Attachments', 'Emails', ...(history ? [history.list] : [])].map((name) => ({ name, module: null }));
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
    sort_by: null,
    sort_order: null,
    status: 'visible',
    fields: [],
  }));
  return { status: 200, body: { related_lists } };
}

/** The id of a related list, derived from the module's id so that it never changes. */
const relatedId = (module: Module, place: number) => String(BigInt(module.id) + 500_000_000n + BigInt(place));

export const layoutOperations: Operation[] = [
  { call: 'GET /settings/layouts', scope: ['settings.layouts', 'READ'], answer: listLayouts },
  {
    call: 'GET /settings/layouts/{id}',
    scope: ['settings.layouts', 'READ'],
    answer: (call, { id = '' }) => readLayout(call, id),
  },
  {
    call: 'PATCH /settings/layouts/{id}',
    scope: ['settings.layouts', 'UPDATE'],
    answer: (call, { id = '' }) => changeLayout(call, id),
  },
  { call: 'GET /settings/related_lists', scope: ['settings.related_lists', 'READ'], answer: listRelated },
];
