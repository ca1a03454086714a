import { invalidId, noContent, Rejection, type Answer } from '../http/answers.ts';
import { pageOf, type Call, type Operation } from '../http/call.ts';
import { recordsById } from '../orgs/module-records.ts';
import type { Module, Row, StoredRecord, View } from '../orgs/org.ts';
import { matches, withFieldIds } from './criteria.ts';
import { moduleInQuery } from './modules.ts';

/** The view that `cvid` names. @throws {Rejection} if the module has no such view */
export function viewOf(module: Module, id: string): View {
  const view = module.views.find((one) => one.id === id);
  if (view) return view;
  const details = { param_name: 'cvid' };
  throw new Rejection({
    status: 400,
    body: { code: 'INVALID_DATA', details, message: 'the id given seems to be invalid', status: 'error' },
  });
}

/** The records of a view, by ascending id. */
export function recordsIn(call: Call, module: Module, view: View): StoredRecord[] {
  const all = recordsById(module);
  if (view.ofCaller) return all.filter((record) => record.values['Owner'] === call.user.id);
  const { criteria } = view;
  return criteria ? all.filter((record) => matches(call, module, record, criteria)) : all;
}

const renderView = (module: Module, view: View): Row => ({
  id: view.id,
  name: view.name,
  display_value: view.name,
  system_name: view.systemName,
  system_defined: view.systemName !== null,
  category: 'public_views',
  module: { name: module.plural, api_name: module.name, id: module.id },
  criteria: view.criteria && withFieldIds(module, view.criteria),
  default: module.views[0] === view,
  locked: false,
  favorite: null,
  offline: true,
  access_type: 'public',
  shared_to: null,
  fields: [{ api_name: module.displayField, id: module.fields.get(module.displayField)?.id, _pin: false }],
  sort_by: null,
  sort_order: null,
  created_time: null,
  created_by: null,
  modified_time: null,
  modified_by: null,
  last_accessed_time: null,
});

const translation = {
  public_views: 'Public Views',
  other_users_views: "Other Users' Views",
  shared_with_me: 'Shared With Me',
  created_by_me: 'Created By Me',
};

/** docs: custom-views metadata */
function listViews(call: Call): Answer {
  const module = moduleInQuery(call);
  const { shown, info } = pageOf(call, module.views);
  if (shown.length === 0) return noContent;
  const more = { default: module.views[0]?.id, translation };
  const custom_views = shown.map((view) => renderView(module, view));
  return { status: 200, body: { custom_views, info: { ...info, ...more } } };
}

function readView(call: Call, id: string): Answer {
  const module = moduleInQuery(call);
  const view = module.views.find((one) => one.id === id);
  return view ? { status: 200, body: { custom_views: [renderView(module, view)] } } : invalidId(2);
}

export const viewOperations: Operation[] = [
  { call: 'GET /settings/custom_views', scope: ['settings.custom_views', 'READ'], answer: listViews },
  {
    call: 'GET /settings/custom_views/{id}',
    scope: ['settings.custom_views', 'READ'],
    answer: (call, { id = '' }) => readView(call, id),
  },
];
