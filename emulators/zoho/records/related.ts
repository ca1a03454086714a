import {
  failure,
  invalidId,
  itemError,
  itemSuccess,
  itemsAnswer,
  missingKey,
  missingParameter,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation, type Params } from '../http/call.ts';
import { changeValues } from '../orgs/module-records.ts';
import type { Module, Org, Row, StoredRecord } from '../orgs/org.ts';
import { externalKey, resolveId } from './external-ids.ts';
import { isLocked, recordLocked } from './lock-rules.ts';
import { moduleInPath } from './modules.ts';
import { requestedFields, modifiedSince } from './read.ts';
import { renderFields, renderRecord } from './render.ts';

/** A list of the records in another module whose lookup points to a record of this module. */
export interface RelatedList {
  name: string;
  module: Module;
  /** The lookup field of the other module. */
  field: string;
}

/** Related lists whose names differ from the module's name. docs: related-lists metadata */
const names: Record<string, string> = {
  'Accounts.Parent_Account': 'Child_Accounts',
  'Contacts.Reporting_To': 'Reporting_Contacts',
  'Sales_Orders.Quote_Name': 'SalesOrders',
  'Sales_Orders.Account_Name': 'SalesOrders',
  'Sales_Orders.Contact_Name': 'SalesOrders',
  'Purchase_Orders.Contact_Name': 'PurchaseOrders',
  'Purchase_Orders.Vendor_Name': 'PurchaseOrders',
};

/** The related lists of a module: modules with a lookup to it, and with `What_Id` or a note's parent. */
export function relatedLists(org: Org, module: Module): RelatedList[] {
  const lists: RelatedList[] = [];
  for (const other of org.modules.values()) {
    if (other.kind === 'subform') continue;
    for (const field of other.fields.values()) {
      const targets = [field.lookup, field.orLookup];
      const points = targets.includes(module.name) || (field.lookup === 'se_module' && other.name !== module.name);
      if (!points || field.readOnly) continue;
      const name = names[`${other.name}.${field.apiName}`] ?? other.name;
      if (!lists.some((list) => list.name === name)) lists.push({ name, module: other, field: field.apiName });
    }
  }
  return lists;
}

interface Found {
  module: Module;
  record: StoredRecord;
  list: RelatedList;
}

function find(call: Call, params: Params): Found | Answer {
  const module = moduleInPath(call, params);
  const record = module.records.get(resolveId(call, module, params['id'] ?? ''));
  if (!record) return invalidId();
  const list = relatedLists(call.org, module).find((one) => one.name === params['list']);
  if (list) return { module, record, list };
  const message = 'the relation name given seems to be invalid';
  return failure(400, 'INVALID_DATA', message, { resource_path_index: 2 });
}

const belongs = ({ list, module, record }: Found, one: StoredRecord): boolean =>
  // A task names a contact or lead in `Who_Id`, or a lead in `What_Id`.
  (one.values['What_Id'] === record.id && one.values['$se_module'] === module.name) ||
  isNamed({ list, module, record }, one);

const isNamed = ({ list, module, record }: Found, one: StoredRecord): boolean =>
  one.values[list.field] === record.id && (!isOfAnyModule(list) || one.values['$se_module'] === module.name);

function listRelated(call: Call, params: Params): Answer {
  const found = find(call, params);
  if ('status' in found) return found;
  const { module } = found.list;
  if (!call.query.has('fields')) return missingParameter('fields');
  const fields = requestedFields(call);
  const since = modifiedSince(call);
  const all = [...module.records.values()].filter(
    (one) => belongs(found, one) && (since === null || one.modifiedAt > since),
  );
  const { shown, info } = pageOf(call, all);
  if (shown.length === 0) return since === null ? noContent : { status: 304 };
  return { status: 200, body: { data: shown.map((one) => renderFields(call, module, one, fields)), info } };
}

function readRelated(call: Call, params: Params): Answer {
  const found = find(call, params);
  if ('status' in found) return found;
  const { module } = found.list;
  const one = module.records.get(relatedId(call, found, params['related'] ?? ''));
  if (!one || !belongs(found, one)) return noContent;
  return { status: 200, body: { data: [renderRecord(call, module, one)] } };
}

function relatedId(call: Call, { list }: Found, given: string): string {
  return externalKey(call, list.module) === undefined ? given : resolveId(call, list.module, given);
}

const isOfAnyModule = ({ module, field }: RelatedList): boolean => module.fields.get(field)?.lookup === 'se_module';

/** The values that make a record of the list belong to the record. */
const linkTo = ({ list, record, module }: Found): Row => ({
  [list.field]: record.id,
  ...(isOfAnyModule(list) ? { $se_module: module.name } : {}),
});
const unlinked = ({ list }: Found): Row => ({
  [list.field]: null,
  ...(isOfAnyModule(list) ? { $se_module: null } : {}),
});

/** Sets or clears the lookup of the given records. docs: update-, delink-related-records */
function relate(call: Call, params: Params, given: Row[] | null, adding: boolean): Answer {
  const found = find(call, params);
  if ('status' in found) return found;
  if (!given) return missingKey('data');
  const items = given.map((row, place): Item => {
    const id = relatedId(call, found, String(row['id']));
    const one = found.list.module.records.get(id);
    if (!one || (!adding && !belongs(found, one))) {
      return itemError('INVALID_DATA', 'the related id given seems to be invalid', { id });
    }
    if (isLocked(call, found.list.module, one, 'update', [found.list.field])) return recordLocked(`$.data[${place}]`);
    changeValues(found.list.module, one, adding ? linkTo(found) : unlinked(found));
    one.modifiedAt = call.now;
    one.modifiedBy = call.user.id;
    return itemSuccess(adding ? 'relation updated' : 'relation removed', { id });
  });
  return itemsAnswer(items, 200);
}

const path = '/{module}/{id}/{list}';
const oneOf = (params: Params): Row[] => [{ id: params['related'] }];
const idsOf = (call: Call): Row[] => (call.query.get('ids')?.split(',') ?? []).map((id) => ({ id }));

export const relatedOperations: Operation[] = [
  { call: `GET ${path}`, scope: ['modules', 'READ'], answer: listRelated },
  { call: `GET ${path}/{related}`, scope: ['modules', 'READ'], answer: readRelated },
  {
    call: `PUT ${path}`,
    scope: ['modules', 'UPDATE'],
    answer: (call, params) => relate(call, params, bodyList(call, 'data'), true),
  },
  {
    call: `PUT ${path}/{related}`,
    scope: ['modules', 'UPDATE'],
    answer: (call, params) => relate(call, params, oneOf(params), true),
  },
  {
    call: `DELETE ${path}`,
    scope: ['modules', 'DELETE'],
    answer: (call, params) => relate(call, params, idsOf(call), false),
  },
  {
    call: `DELETE ${path}/{related}`,
    scope: ['modules', 'DELETE'],
    answer: (call, params) => relate(call, params, oneOf(params), false),
  },
];
