import { z } from 'zod';
import { ConnectorError } from '../error.ts';
import { contractFailure, ZohoId, type Http } from './http.ts';
import { ApiName, Code } from './names.ts';
import type { Module } from '../../schemas/terms.ts';
import type { DescribesModules, ItemResult, NewField, ZohoOrg } from './port.ts';

const Org = z.looseObject({
  org: z
    .array(
      z.looseObject({
        zgid: ZohoId,
        type: z.string(),
        company_name: z.string().nullish(),
        time_zone: z.string().nullish(),
        iso_code: z.string().nullish(),
        license_details: z.looseObject({ paid_type: z.string().nullish() }).nullish(),
      }),
    )
    .min(1),
});
const Users = z.looseObject({
  users: z.array(
    z.looseObject({
      id: z.string(),
      email: z.string().nullish(),
      status: z.string(),
      confirm: z.boolean().nullish(),
      profile: z.looseObject({ id: ZohoId, name: z.string() }).nullish(),
    }),
  ),
  info: z.looseObject({ more_records: z.boolean() }),
});
const Modules = z.looseObject({
  modules: z.array(
    z.looseObject({
      api_name: z.string(),
      api_supported: z.boolean(),
      singular_label: z.string().nullish(),
      plural_label: z.string().nullish(),
    }),
  ),
});
const Fields = z.looseObject({
  fields: z.array(
    z.looseObject({
      id: z.string(),
      api_name: z.string(),
      field_label: z.string(),
      data_type: z.string(),
      length: z.number().nullish(),
      custom_field: z.boolean(),
      system_mandatory: z.boolean().optional(),
      field_read_only: z.boolean().optional(),
      read_only: z.boolean().optional(),
      unique: z.looseObject({}).nullish(),
      external: z.looseObject({}).nullish(),
      operation_type: z.looseObject({ api_create: z.boolean() }).optional(),
      lookup: z.looseObject({ module: z.looseObject({ api_name: z.string() }).nullish() }).nullish(),
      pick_list_values: z.array(z.looseObject({ id: ZohoId.nullish(), actual_value: z.string().nullish() })).nullish(),
      textarea: z.looseObject({ type: z.string().nullish() }).nullish(),
      global_picklist: z.looseObject({ api_name: z.string().nullish(), id: z.string().nullish() }).nullish(),
      decimal_place: z.number().nullish(),
      profiles: z
        .array(z.looseObject({ id: ZohoId, name: z.string().nullish(), permission_type: z.string() }))
        .nullish(),
      associated_module: z.looseObject({ module: z.string().nullish(), api_name: z.string().nullish() }).nullish(),
    }),
  ),
});
const Layouts = z.looseObject({
  layouts: z.array(
    z.looseObject({
      id: ZohoId,
      name: z.string(),
      status: z.string(),
      sections: z.array(
        z.looseObject({
          id: ZohoId,
          display_label: z.string().nullish(),
          fields: z.array(
            z.looseObject({ api_name: z.string(), required: z.boolean(), read_only: z.boolean().nullish() }),
          ),
        }),
      ),
    }),
  ),
});
const Result = z.looseObject({
  code: Code,
  status: z.string(),
  details: z.looseObject({ id: ZohoId.optional(), api_name: ApiName }).default({}),
});
const Changed = z.looseObject({ fields: z.array(Result) });
const ChangedLayouts = z.looseObject({ layouts: z.array(Result) });
const Created = z.looseObject({ modules: z.array(Result) });

/** Maximum number of fields that one call can create. docs: create-custom-field */
const fieldsPerCall = 5;

const valueRequest = (value: string) => ({ display_value: value, actual_value: value });

/** The kinds of text areas. A small one has at most 2,000 characters. */
const areaOf = (dataType: string, length = 2_000): string | null => {
  if (dataType === 'richtext') return 'rich_text';
  return dataType === 'textarea' ? (length <= 2_000 ? 'small' : 'large') : null;
};

function requestOf(field: NewField): Record<string, unknown> {
  const { label, dataType, length, decimals, values, lookupModule, permissions, externalKey, unique } = field;
  const area = areaOf(dataType, length);
  return {
    field_label: label,
    data_type: area === null ? dataType : 'textarea',
    ...(length === undefined || area !== null ? {} : { length }),
    ...(area === null ? {} : { textarea: { type: area } }),
    ...(dataType === 'currency' ? { currency: { rounding_option: 'normal', precision: String(decimals ?? 2) } } : {}),
    ...(decimals === undefined ? {} : { decimal_place: decimals }),
    ...(lookupModule === undefined ? {} : { lookup: { module: { api_name: lookupModule }, display_label: label } }),
    ...(permissions
      ? { profiles: permissions.map(({ id, permission }) => ({ id, permission_type: permission })) }
      : {}),
    ...(values ? { pick_list_values: values.map(valueRequest) } : {}),
    ...(externalKey || unique ? { unique: { case_sensitive: false } } : {}),
    ...(externalKey ? { external: { type: 'org', show: true } } : {}),
  };
}

const resultOf = ({ code, status, details }: z.infer<typeof Result>): ItemResult =>
  status === 'success' && details.id
    ? { ok: true, id: details.id, modifiedAt: null }
    : { ok: false, code, reason: `${code} ${details.api_name ?? ''}`.trim() };

/** Metadata of an org. */
export function metadataCalls(http: Http): DescribesModules {
  let self: string | null = null;
  async function read<Body>(
    schema: z.ZodType<Body>,
    what: string,
    path: string,
    query = {},
    signal?: AbortSignal,
  ): Promise<Body> {
    const response = schema.safeParse(await http.call({ method: 'GET', path, query, signal }));
    if (!response.success) throw contractFailure(what);
    return response.data;
  }

  const readFields = async (module: string, signal?: AbortSignal) =>
    (await read(Fields, `the fields of ${module}`, '/settings/fields', { module }, signal)).fields;

  async function changeValues(
    { module, fieldId }: { module: Module; fieldId: string },
    pick_list_values: object[],
    signal?: AbortSignal,
  ): Promise<ItemResult> {
    const request = { method: 'PATCH', path: `/settings/fields/${fieldId}`, name: '/settings/fields/{id}' } as const;
    const [body, cost] = [{ fields: [{ pick_list_values }] }, { kind: 'write', size: 1 } as const];
    const response = Changed.safeParse(await http.call({ ...request, query: { module }, body, cost, signal }));
    const [changed] = response.data?.fields ?? [];
    if (!changed) throw contractFailure('the change of a pick list');
    return resultOf(changed);
  }

  return {
    async org(signal): Promise<ZohoOrg> {
      const [org] = (await read(Org, 'the org', '/org', {}, signal)).org;
      if (!org) throw contractFailure('the org');
      return {
        orgId: org.zgid,
        environment: org.type === 'sandbox' ? 'sandbox' : 'production',
        companyName: org.company_name ?? '',
        edition: org.license_details?.paid_type ?? 'free',
        timeZone: org.time_zone ?? 'UTC',
        currency: org.iso_code ?? '',
      };
    },

    async users(signal) {
      const users = [];
      for (let page = 1; ; page += 1) {
        const response = await read(Users, 'the users', '/users', { type: 'AllUsers', page, per_page: 200 }, signal);
        users.push(
          ...response.users.map(({ id, email, status, confirm, profile }) => ({
            ...{ id, email: email ?? '', active: status === 'active', confirmed: confirm !== false },
            ...{ profile: profile?.name ?? '', profileId: profile?.id ?? '' },
          })),
        );
        if (!response.info.more_records) return users;
      }
    },

    async currentUser(signal) {
      if (self !== null) return self;
      const { users } = await read(Users, 'the current user', '/users', { type: 'CurrentUser' }, signal);
      if (!users[0]) throw contractFailure('the current user');
      self = users[0].id;
      return self;
    },

    async currentProfile(signal) {
      const { users } = await read(Users, 'the current user', '/users', { type: 'CurrentUser' }, signal);
      if (!users[0]) throw contractFailure('the current user');
      return users[0].profile?.name ?? '';
    },

    async modules(signal) {
      const response = await read(Modules, 'the modules', '/settings/modules', {}, signal);
      return response.modules.filter((module) => module.api_supported).map((module) => module.api_name);
    },

    async moduleLabels(signal) {
      const { modules } = await read(Modules, 'the modules', '/settings/modules', {}, signal);
      return modules.flatMap(({ singular_label: one, plural_label: many }) =>
        [one, many].filter((text) => text != null),
      );
    },

    async fields(module, signal) {
      return (await readFields(module, signal)).map((field) => ({
        id: field.id,
        apiName: field.api_name,
        label: field.field_label,
        dataType: field.textarea?.type === 'rich_text' ? 'richtext' : field.data_type,
        length: field.length ?? null,
        custom: field.custom_field,
        mandatory: field.system_mandatory ?? false,
        unique: Object.keys(field.unique ?? {}).length > 0,
        external: Object.keys(field.external ?? {}).length > 0,
        writable: !field.read_only && !field.field_read_only && (field.operation_type?.api_create ?? true),
        lookupModule: field.lookup?.module?.api_name ?? null,
        subformModule: field.associated_module?.api_name ?? field.associated_module?.module ?? null,
        pickListValues: (field.pick_list_values ?? []).flatMap((value) => value.actual_value ?? []),
        globalList: field.global_picklist?.api_name ?? field.global_picklist?.id ?? null,
        decimals: field.decimal_place ?? null,
        permissions: (field.profiles ?? []).map(({ id, name, permission_type: permission }) => ({
          ...{ id, name: name ?? id, permission },
        })),
      }));
    },

    async layouts(module, signal) {
      const { layouts } = await read(Layouts, `the layouts of ${module}`, '/settings/layouts', { module }, signal);
      return layouts
        .filter(({ status }) => status === 'active')
        .map(({ id, name, sections }) => ({
          id,
          name,
          sections: sections.map((section) => ({
            ...{ id: section.id, label: section.display_label ?? '' },
            fields: section.fields.map((field) => field.api_name),
          })),
          fields: sections.flatMap(({ fields }) => fields.map((field) => field.api_name)),
          mandatory: sections.flatMap(({ fields }) =>
            fields.filter((field) => field.required && !field.read_only).map((field) => field.api_name),
          ),
        }));
    },

    async changeLayout(module, layoutId, sections, signal) {
      const wanted = sections.map(({ id, label, fields, remove }) => ({
        ...(id === undefined ? {} : { id }),
        ...(label === undefined ? {} : { display_label: label }),
        ...(fields ? { fields } : {}),
        ...(remove ? { _delete: { permanent: false } } : {}),
      }));
      const path = `/settings/layouts/${layoutId}`;
      const request = { method: 'PATCH', path, name: '/settings/layouts/{id}', query: { module } } as const;
      const [body, cost] = [{ layouts: [{ sections: wanted }] }, { kind: 'write', size: 1 } as const];
      const response = ChangedLayouts.safeParse(await http.call({ ...request, body, cost, signal }));
      const [changed] = response.data?.layouts ?? [];
      if (!changed) throw contractFailure('the change of a layout');
      return resultOf(changed);
    },

    async createModule({ apiName, singular, plural, profiles }, signal) {
      const wanted = {
        ...{ api_name: apiName, singular_label: singular, plural_label: plural },
        profiles: profiles.map((id) => ({ id })),
        display_field: { field_label: 'Name', data_type: 'text' },
      };
      const request = { method: 'POST', path: '/settings/modules', body: { modules: [wanted] } } as const;
      const response = Created.safeParse(await http.call({ ...request, cost: { kind: 'module', size: 1 }, signal }));
      const [created] = response.data?.modules ?? [];
      if (!created) throw contractFailure('the creation of a module');
      return resultOf(created);
    },

    async createFields(module, fields, signal) {
      const results: ItemResult[] = [];
      for (let from = 0; from < fields.length; from += fieldsPerCall) {
        const part = fields.slice(from, from + fieldsPerCall).map(requestOf);
        const cost = { kind: 'write', size: 1 } as const;
        const request = {
          method: 'POST',
          path: '/settings/fields',
          query: { module },
          body: { fields: part },
        } as const;
        const response = Changed.safeParse(await http.call({ ...request, cost, signal }));
        if (!response.success || response.data.fields.length !== part.length)
          throw contractFailure('the creation of fields');
        results.push(...response.data.fields.map(resultOf));
      }
      return results;
    },

    addValues: (module, fieldId, values, signal) => changeValues({ module, fieldId }, values.map(valueRequest), signal),

    async removeValue(module, fieldId, value, signal) {
      const field = (await readFields(module, signal)).find(({ id }) => id === fieldId);
      const entry = field?.pick_list_values?.find((one) => one.actual_value === value);
      if (!entry?.id) return { ok: true, id: fieldId, modifiedAt: null };
      return changeValues({ module, fieldId }, [{ ...valueRequest(value), id: entry.id, _delete: true }], signal);
    },

    async removeField(module, fieldId, signal) {
      const request = { method: 'DELETE', path: `/settings/fields/${fieldId}`, name: '/settings/fields/{id}' } as const;
      await http
        .call({ ...request, query: { module }, cost: { kind: 'delete', size: 1 }, signal })
        .catch((error: unknown) => {
          // For a deleted field, Zoho returns INVALID_DATA as for any unknown id.
          const isDeleted = error instanceof ConnectorError && error.code === 'INVALID_DATA';
          throw isDeleted ? new ConnectorError('not-found', `${module} does not have the field any longer.`) : error;
        });
    },
  };
}
