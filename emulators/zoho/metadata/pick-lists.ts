import { itemError, itemsAnswer, itemSuccess, missingKey, noContent, type Answer } from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation } from '../http/call.ts';
import { nextId, type Row } from '../orgs/org.ts';
import { renderTime } from '../records/render.ts';

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

/** Creates one pick list for each call. docs: global picklists */
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

export const pickListOperations: Operation[] = [
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
