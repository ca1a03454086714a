import { z } from 'zod';
import { contractFailure, ZohoId, type Http } from './http.ts';
import { ApiName, Code } from './names.ts';
import type { ItemResult, LocksRecords, NewLock } from './port.ts';

const key = 'record_locking_configurations';
const path = `/settings/${key}`;

const Configurations = z.looseObject({
  [key]: z.array(
    z.looseObject({
      id: ZohoId,
      lock_type: z.string().nullish(),
      locking_rules: z.array(z.looseObject({ name: z.string() })).nullish(),
      lock_excluded_profiles: z.array(z.looseObject({ id: ZohoId })).nullish(),
    }),
  ),
});
const Changed = z.looseObject({
  [key]: z
    .array(
      z.looseObject({
        code: Code,
        status: z.string(),
        details: z.looseObject({ id: ZohoId.optional(), api_name: ApiName }).default({}),
      }),
    )
    .min(1),
});
const Profiles = z.looseObject({ profiles: z.array(z.looseObject({ id: ZohoId, name: z.string() })) });

/** What people can't do with a locked record. Zoho always refuses updates. docs: add-record-locking-config */
const restricted = ['update', 'delete', 'tags', 'change_owner'];

const audience = (except: string[]) =>
  except.length === 0
    ? { locked_for: 'all_profiles', lock_excluded_profiles: [] }
    : {
        locked_for: 'all_profiles_except_excluded_profiles',
        lock_excluded_profiles: except.map((id) => ({ id })),
      };

function requestOf({ rule, field, startsWith, except }: NewLock): Record<string, unknown> {
  const condition = { comparator: 'starts_with', field: { api_name: field.apiName, id: field.id }, value: startsWith };
  const criteria = { group_operator: 'AND', group: [condition] };
  return {
    ...{ lock_type: 'automatic', feature_type: 'record_locking', lock_for_portal_users: true },
    ...audience(except),
    restricted_actions: restricted,
    locking_rules: [{ name: rule, lock_existing_records: true, criteria }],
    excluded_fields: [],
  };
}

/** Rules that lock the records of a module. docs: get-, add-, update- and delete-record-locking-config, get-profiles */
export function lockCalls(http: Http): LocksRecords {
  async function change(
    method: 'POST' | 'PUT' | 'DELETE',
    module: string,
    id: string | null,
    body: object | null,
    signal?: AbortSignal,
  ): Promise<ItemResult> {
    const response = Changed.safeParse(
      await http.call({
        ...{ method, path: id === null ? path : `${path}/${id}`, name: id === null ? path : `${path}/{id}` },
        query: { module },
        ...(body && { body: { [key]: [body] } }),
        cost: { kind: method === 'DELETE' ? 'delete' : 'write', size: 1 },
        signal,
      }),
    );
    const [item] = response.data?.[key] ?? [];
    if (!item) throw contractFailure(`the change of the rules that lock ${module}`);
    const { code, status, details } = item;
    if (status === 'success' && details.id) return { ok: true, id: details.id, modifiedAt: null };
    return { ok: false, code, reason: `${code} ${details.api_name ?? ''}`.trim() };
  }

  return {
    async lockConfigurations(module, signal) {
      const body = await http.call({ method: 'GET', path, query: { module }, signal });
      if (body === null) return [];
      const response = Configurations.safeParse(body);
      if (!response.success) throw contractFailure(`the rules that lock ${module}`);
      return response.data[key].map(({ id, lock_type, locking_rules, lock_excluded_profiles }) => ({
        id,
        isAutomatic: lock_type !== 'manual',
        rules: (locking_rules ?? []).map(({ name }) => name),
        except: (lock_excluded_profiles ?? []).map((profile) => profile.id),
      }));
    },

    createLock: (module, lock, signal) => change('POST', module, null, requestOf(lock), signal),
    changeLock: (module, id, except, signal) => change('PUT', module, id, audience(except), signal),
    removeLock: (module, id, signal) => change('DELETE', module, id, null, signal),

    async profiles(signal) {
      const response = Profiles.safeParse(await http.call({ method: 'GET', path: '/settings/profiles', signal }));
      if (!response.success) throw contractFailure('the profiles');
      return response.data.profiles.map(({ id, name }) => ({ id, name }));
    },
  };
}
