import {
  failure,
  invalidModule,
  itemError,
  itemsAnswer,
  missingParameter,
  noContent,
  type Answer,
  type Item,
} from './answers.ts';
import { fold, type Module, type Org, type Row } from './org.ts';
import { createField, subforms, type Field } from './standard-modules.ts';
import { jsonTypes } from './validation.ts';
import { renderTime } from './wire.ts';

/** Custom fields per module by edition. docs: create-custom-field */
const fieldLimits = { free: 0, standard: 10, professional: 155, enterprise: 300, ultimate: 500 };
const creatable = new Set([
  ...['text', 'textarea', 'email', 'phone', 'picklist', 'date', 'datetime', 'integer', 'currency', 'percent', 'bigint'],
  ...['double', 'website', 'boolean'],
]);

export function describeOrg({ seed }: Org): Answer {
  const licence = { paid: true, paid_type: seed.edition, trial_type: null, users_license_purchased: 10 };
  const org = {
    type: seed.environment,
    id: `${seed.id}1`,
    zgid: seed.id,
    company_name: seed.company,
    time_zone: seed.timeZone,
    currency: seed.currency,
    iso_code: seed.currency,
    currency_locale: 'en_GB',
    country_code: 'GB',
    mc_status: false,
    license_details: licence,
  };
  return { status: 200, body: { org: [org] } };
}

export function listUsers(org: Org, query: URLSearchParams): Answer {
  const type = query.get('type') ?? 'AllUsers';
  const page = Number(query.get('page') ?? 1);
  const perPage = Math.min(200, Number(query.get('per_page') ?? 200));
  const wanted = org.users.filter((user, place) => {
    if (type === 'CurrentUser') return place === 0;
    if (/^(Active|AllActive)/.test(type)) return user.active;
    return type === 'DeactiveUsers' ? !user.active : true;
  });
  const shown = wanted.slice((page - 1) * perPage, page * perPage);
  if (shown.length === 0) return noContent;
  const users = shown.map(({ id, name, email, active }) => {
    const [first_name, last_name] = name.split(' ');
    return {
      id,
      zuid: id,
      full_name: name,
      first_name,
      last_name,
      email,
      status: active ? 'active' : 'disabled',
      confirm: true,
      type__s: 'Regular User',
      role: { name: 'CEO', id: `${id.slice(0, 7)}000000000101` },
      profile: { name: 'Administrator', id: `${id.slice(0, 7)}000000000102` },
      time_zone: org.seed.timeZone,
    };
  });
  const info = { per_page: perPage, count: users.length, page, more_records: page * perPage < wanted.length };
  return { status: 200, body: { users, info } };
}

export function listModules(org: Org): Answer {
  const modules = [...org.modules.values()].map(({ name, id }) => ({
    api_name: name,
    module_name: name,
    singular_label: name.replaceAll('_', ' '),
    plural_label: name.replaceAll('_', ' '),
    id,
    generated_type: subforms.includes(name) ? 'subform' : 'default',
    api_supported: true,
    creatable: true,
    editable: true,
    viewable: true,
    deletable: true,
  }));
  return { status: 200, body: { modules } };
}

function renderField(org: Org, field: Field): Row {
  const of = (name: string | null) => (name ? { api_name: name, module: name, id: org.modules.get(name)?.id } : null);
  return {
    id: field.id,
    api_name: field.apiName,
    field_label: field.label,
    display_label: field.label,
    data_type: field.type,
    json_type: jsonTypes[field.type] ?? 'string',
    length: field.length ?? 255,
    custom_field: field.custom,
    system_mandatory: field.mandatory,
    read_only: field.readOnly,
    field_read_only: field.readOnly,
    visible: true,
    unique: field.unique ? { case_sensitive: false, casesensitive: 'false' } : {},
    external: field.external ? { type: 'org', show: true } : null,
    operation_type: {
      web_update: !field.readOnly,
      api_create: !field.readOnly,
      web_create: !field.readOnly,
      api_update: !field.readOnly,
    },
    pick_list_values: field.values.map((value, place) => ({
      display_value: value,
      actual_value: value,
      reference_value: value,
      sequence_number: place + 1,
      id: `${field.id.slice(0, 15)}${String(place).padStart(4, '0')}`,
    })),
    lookup: field.lookup
      ? { display_label: field.label, api_name: field.apiName, module: of(field.lookup), id: field.id }
      : {},
    associated_module: of(field.subform),
    decimal_place: field.type === 'currency' ? 2 : null,
  };
}

const moduleOf = (org: Org, query: URLSearchParams): Module | Answer => {
  const name = query.get('module');
  return name === null ? missingParameter('module') : (org.modules.get(name) ?? invalidModule());
};

export function listFields(org: Org, query: URLSearchParams): Answer {
  const module = moduleOf(org, query);
  if ('status' in module) return module;
  return { status: 200, body: { fields: [...module.fields.values()].map((field) => renderField(org, field)) } };
}

interface NewField {
  field_label?: string;
  data_type?: string;
  length?: number;
  unique?: Row;
  external?: Row;
  pick_list_values?: { actual_value: string }[];
  textarea?: { type: string };
}

/** At most five per call; the API name comes from the label. docs: create-custom-field */
export function createFields(org: Org, query: URLSearchParams, body: { fields?: NewField[] }): Answer {
  const module = moduleOf(org, query);
  if ('status' in module) return module;
  const { fields } = body;
  if (!Array.isArray(fields))
    return failure(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'fields' });
  if (fields.length > 5) {
    return failure(400, 'LIMIT_EXCEEDED', 'count of fields in your request exceeds the limit', { limit: 5 });
  }
  const items = fields.map((field, place) => createOne(org, module, field, `$.fields[${place}]`));
  return itemsAnswer(items, 201, 'fields');
}

function createOne(org: Org, module: Module, wanted: NewField, place: string): Item {
  const label = wanted.field_label ?? '';
  const where = (name: string) => ({ api_name: name, json_path: `${place}.${name}` });
  if (!label) return itemError('MANDATORY_NOT_FOUND', 'required field not found', where('field_label'));
  if (!creatable.has(wanted.data_type ?? '')) return itemError('INVALID_DATA', 'invalid data', where('data_type'));
  const apiName = label.replace(/[^A-Za-z0-9]+/g, '_');
  const taken = [...module.fields.values()].some(
    (field) => fold(field.label) === fold(label) || field.apiName === apiName,
  );
  if (taken) return itemError('DUPLICATE_DATA', 'Duplicate field label', where('field_label'));
  const custom = [...module.fields.values()].filter((field) => field.custom);
  const limit = fieldLimits[org.seed.edition];
  const tooManyUnique =
    wanted.unique && !wanted.external && custom.filter((field) => field.unique && !field.external).length >= 2;
  if (custom.length >= limit || tooManyUnique) {
    const reached = { limit: tooManyUnique ? 2 : limit };
    return itemError('LIMIT_EXCEEDED', 'The field has reached its maximum creation limit', reached);
  }
  const type = wanted.data_type ?? 'text';
  const large = wanted.textarea?.type === 'large' ? 32_000 : 2_000;
  const field = createField(org.nextId(), [
    apiName,
    type,
    {
      label,
      custom: true,
      length: type === 'textarea' ? large : ['text', 'email', 'phone'].includes(type) ? (wanted.length ?? 255) : null,
      unique: wanted.unique !== undefined,
      external: wanted.external !== undefined,
      values: (wanted.pick_list_values ?? []).map((value) => value.actual_value),
    },
  ]);
  module.fields.set(apiName, field);
  if (field.unique) module.unique.set(apiName, new Map());
  return { code: 'SUCCESS', details: { id: field.id }, message: 'field created', status: 'success' };
}

/** Removes a custom field with its values. */
export function deleteField(org: Org, query: URLSearchParams, id: string): Answer {
  const module = moduleOf(org, query);
  if ('status' in module) return module;
  const field = [...module.fields.values()].find((one) => one.id === id);
  if (!field) return failure(400, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 2 });
  if (!field.custom)
    return failure(400, 'NOT_ALLOWED', 'default fields cannot be deleted', { api_name: field.apiName });
  module.fields.delete(field.apiName);
  module.unique.delete(field.apiName);
  for (const record of module.records.values()) delete record.values[field.apiName];
  const item = { code: 'SUCCESS', details: { id }, message: 'field deleted', status: 'success' } as const;
  return { status: 200, body: { fields: [item] } };
}

export function listDeleted(module: Module): Answer {
  if (module.deleted.length === 0) return noContent;
  const data = module.deleted.slice(-200).map(({ id, name, at }) => ({
    id,
    display_name: name,
    type: 'recycle',
    deleted_time: renderTime(at),
  }));
  return { status: 200, body: { data, info: { per_page: 200, count: data.length, page: 1, more_records: false } } };
}
