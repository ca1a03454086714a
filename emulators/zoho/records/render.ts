import { DateTime } from 'luxon';
import type { Field } from '../orgs/field.ts';
import { secondsOf } from './compare.ts';
import { hasLock, isLocked } from './lock-rules.ts';
import type { Call } from '../http/call.ts';
import type { Module, Org, Row, StoredRecord, User } from '../orgs/org.ts';

const quarterMs = 900_000;
const offsets = new Map<string, number>();

/** Minutes from UTC. Offsets change only at quarter hours, so the cache has one entry for each quarter. */
function offsetOf(at: number, zone: string): number {
  const key = `${zone} ${Math.floor(at / quarterMs)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = DateTime.fromMillis(at, { zone }).offset;
  if (offsets.size > 10_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

const twoDigits = (number: number) => String(number).padStart(2, '0');

/** A time in the format of the API: local time of the user's zone, with its offset. */
export function renderTime(at: number, zone: string): string {
  const offset = offsetOf(at, zone);
  const sign = offset < 0 ? '-' : '+';
  const local = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${sign}${twoDigits(Math.floor(Math.abs(offset) / 60))}:${twoDigits(Math.abs(offset) % 60)}`;
}

export const userOf = (org: Org, id: unknown): User | undefined => org.users.find((one) => one.id === id);
/** Records can be assigned to users who are active and have accepted their invitation. */
export const isAssignable = (org: Org, id: unknown): boolean => {
  const user = userOf(org, id);
  return user !== undefined && user.active && user.confirmed;
};
export const renderUser = (org: Org, id: unknown): Row => {
  const user = userOf(org, id);
  return { name: user?.name ?? '', id: String(id), email: user?.email ?? '' };
};

export const nameAndId = ({ name, id }: Row): Row => ({ name, id });

/** The name of a record, for lookups to it. */
export function displayName(module: Module | undefined, record: StoredRecord | undefined): string {
  if (!module || !record) return '';
  if (module.displayField === 'Full_Name') return fullName(record.values);
  return String(record.values[module.displayField] ?? '');
}

const fullName = (values: Row) => [values['First_Name'], values['Last_Name']].filter(Boolean).join(' ');

/** The target module of a lookup value. */
export function moduleOfLookup(org: Org, field: Field, values: Row): Module | undefined {
  const second = org.modules.get(field.orLookup ?? '');
  if (second?.records.has(String(values[field.apiName]))) return second;
  return org.modules.get(field.lookup === 'se_module' ? String(values['$se_module'] ?? '') : (field.lookup ?? ''));
}

function renderLookup(org: Org, field: Field, values: Row, id: string): Row {
  const module = moduleOfLookup(org, field, values);
  const name = displayName(module, module?.records.get(id));
  if (field.lookup !== 'se_module') return { name, id };
  return { module: { api_name: module?.name, id: module?.id }, name, id };
}

function renderValue(call: Call, field: Field, values: Row): unknown {
  const value = values[field.apiName];
  if (value === undefined || value === null) return field.type === 'boolean' ? false : null;
  switch (field.type) {
    case 'ownerlookup':
    case 'userlookup':
      return renderUser(call.org, value);
    case 'lookup':
      return renderLookup(call.org, field, values, value as string);
    case 'datetime':
      return renderTime(Date.parse(value as string), call.user.timeZone);
    default:
      return value;
  }
}

/** Whether the caller's profile may not see a field. docs: create-custom-field, profiles */
export const isHidden = ({ user }: Call, { permissions }: Field): boolean => permissions[user.profile] === 'hidden';

/** The value of one field in the format of the API. */
export function renderField(call: Call, module: Module, record: StoredRecord, name: string): unknown {
  const zone = call.user.timeZone;
  switch (name) {
    case 'id':
      return record.id;
    case 'Created_Time':
      return renderTime(record.createdAt, zone);
    case 'Modified_Time':
      return renderTime(record.modifiedAt, zone);
    case 'Created_By':
      return renderUser(call.org, record.createdBy);
    case 'Modified_By':
      return renderUser(call.org, record.modifiedBy);
    case 'Full_Name':
      return fullName(record.values) || null;
    case 'Call_Duration_in_seconds':
      return secondsOf(record.values['Call_Duration']);
    case 'Record_Status__s':
      return 'Available';
    case 'Locked__s':
      return hasLock(call, module, record);
    case 'Tag':
      return renderTags(module, record);
    case 'Layout':
      return renderLayout(module, record);
  }
  const field = module.fields.get(name);
  if (!field) return null;
  if (field.type === 'subform') return renderLines(call, field, record);
  return renderValue(call, field, record.values);
}

const renderTags = (module: Module, record: StoredRecord) =>
  (record.tags ?? []).flatMap((id) => {
    const tag = module.tags.get(id);
    return tag ? [{ name: tag.name, id, color_code: tag.colour }] : [];
  });

function renderLayout(module: Module, record: StoredRecord): Row | null {
  const layout = module.layouts.find((one) => one.id === record.values['Layout']) ?? module.layouts[0];
  return layout ? { display_label: layout.name, name: layout.name, id: layout.id } : null;
}

function renderLines(call: Call, field: Field, record: StoredRecord): Row[] {
  const module = call.org.modules.get(field.subform ?? '');
  return (record.lines ?? []).map((line) => renderLine(call, module as Module, line, record));
}

/** A row of a subform, as part of its record or alone. */
export function renderLine(call: Call, module: Module, line: Row, parent: StoredRecord): Row {
  const rendered: Row = {
    id: line['id'],
    Created_Time: renderTime(parent.createdAt, call.user.timeZone),
    Modified_Time: renderTime(parent.modifiedAt, call.user.timeZone),
    Parent_Id: { id: parent.id, name: displayName(parentModule(call.org, module), parent) },
  };
  for (const field of module.fields.values()) {
    if (field.apiName === 'Parent_Id') continue;
    const value = renderValue(call, field, line);
    rendered[field.apiName] = field.type === 'linetax' ? (value ?? []) : value;
  }
  return rendered;
}

const parentModule = (org: Org, subform: Module) =>
  [...org.modules.values()].find((one) => [...one.fields.values()].some((field) => field.subform === subform.name));

/** Additional keys of a record that is read by id. docs: get-records */
const systemKeys = {
  $approval: { delegate: false, takeover: false, approve: false, reject: false, resubmit: false },
  $approval_state: 'approved',
  $editable: true,
  $process_flow: false,
  $review: null,
  $review_process: { approve: false, reject: false, resubmit: false },
  $orchestration: false,
  $in_merge: false,
  $state: 'save',
  $zia_visions: null,
};

/** Additional keys of a module's records in every answer. docs: get-notes */
const moduleKeys: Record<string, Row> = {
  Notes: { $attachments: null, $is_shared_to_client: false, $size: null, $voice_note: false },
};

/** A complete record, as a GET by id answers it. */
export function renderRecord(call: Call, module: Module, record: StoredRecord): Row {
  const rendered: Row = { id: record.id };
  for (const [name, field] of module.fields)
    if (!isHidden(call, field)) rendered[name] = renderField(call, module, record, name);
  return {
    ...rendered,
    ...systemKeys,
    ...moduleKeys[module.name],
    $currency_symbol: call.org.currencies[0]?.['symbol'],
    $locked_for_me: isLocked(call, module, record, 'update'),
    ...(module.fields.has('Grand_Total') ? { $line_tax: record.values['$line_tax'] ?? [] } : {}),
  };
}

/** Characters of a text with formatting in a list. docs: get-rich-text-fields */
const cutAt = 500;
const cutRichText = (field: Field | undefined, value: unknown): unknown =>
  field?.textarea === 'rich_text' && typeof value === 'string' ? value.slice(0, cutAt) : value;

/** A record with the requested fields, as a list answers it. Lists contain no subform rows, and cut texts with formatting. */
export function renderFields(call: Call, module: Module, record: StoredRecord, fields: string[]): Row {
  const rendered: Row = {};
  for (const name of fields) {
    const field = module.fields.get(name);
    if (field && (field.type === 'subform' || isHidden(call, field))) continue;
    if (name === 'id' || field) rendered[name] = cutRichText(field, renderField(call, module, record, name));
  }
  return { ...rendered, ...moduleKeys[module.name], id: record.id };
}
