import { invalidId, itemError, itemsAnswer, itemSuccess, missingKey, type Answer, type Item } from '../http/answers.ts';
import { bodyList, type Call, type Operation } from '../http/call.ts';
import { nextId, type Org, type Row } from '../orgs/org.ts';
import { renderTime } from '../records/render.ts';

const renderRole = (call: Call, role: Org['roles'][number]): Row => {
  const parent = call.org.roles.find((one) => one.id === role.reportsTo);
  return {
    display_label: role.name,
    name: role.name,
    id: role.id,
    api_name: role.name,
    description: null,
    share_with_peers: false,
    forecast_manager: null,
    reporting_to: parent ? { name: parent.name, id: parent.id } : null,
    admin_user: role.reportsTo === null,
    created_by__s: null,
    modified_by__s: null,
    created_time__s: null,
    modified_time__s: null,
  };
};

/** A profile. The emulator has no permissions, so a profile has none. */
const renderProfile = (call: Call, profile: Org['profiles'][number]): Row => ({
  display_label: profile.name,
  name: profile.name,
  id: profile.id,
  api_name: profile.name,
  description: null,
  custom: profile.custom,
  category: profile.custom,
  type: 'normal_profile',
  created_by: null,
  modified_by: null,
  created_time: null,
  modified_time: renderTime(call.org.users[0]?.createdAt ?? call.now, call.user.timeZone),
  permission_type: null,
});

function createRoles(call: Call): Answer {
  const given = bodyList(call, 'roles');
  if (!given) return missingKey('roles');
  const items = given.map((role, place): Item => {
    const at = (name: string) => ({ api_name: name, json_path: `$.roles[${place}].${name}` });
    const name = String(role['name'] ?? '');
    if (name === '') return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('name'));
    if (call.org.roles.some((one) => one.name === name))
      return itemError('DUPLICATE_DATA', 'duplicate data', at('name'));
    const parent = (role['reporting_to'] as Row | undefined)?.['id'];
    if (!call.org.roles.some((one) => one.id === parent))
      return itemError('INVALID_DATA', 'invalid data', at('reporting_to'));
    const id = nextId(call.org);
    call.org.roles.push({ id, name, reportsTo: String(parent) });
    return itemSuccess('Role added', { id });
  });
  return itemsAnswer(items, 201, 'roles');
}

const one = <T extends { id: string }>(list: T[], id: string, key: string, render: (found: T) => Row): Answer => {
  const found = list.filter((candidate) => candidate.id === id);
  return found.length > 0 ? { status: 200, body: { [key]: found.map(render) } } : invalidId(2);
};

export const roleOperations: Operation[] = [
  {
    call: 'GET /settings/roles',
    scope: ['settings.roles', 'READ'],
    answer: (call) => ({ status: 200, body: { roles: call.org.roles.map((role) => renderRole(call, role)) } }),
  },
  { call: 'POST /settings/roles', scope: ['settings.roles', 'CREATE'], answer: createRoles },
  {
    call: 'GET /settings/roles/{id}',
    scope: ['settings.roles', 'READ'],
    answer: (call, { id = '' }) => one(call.org.roles, id, 'roles', (role) => renderRole(call, role)),
  },
  {
    call: 'GET /settings/profiles',
    scope: ['settings.profiles', 'READ'],
    answer: (call) => ({
      status: 200,
      body: { profiles: call.org.profiles.map((profile) => renderProfile(call, profile)) },
    }),
  },
  {
    call: 'GET /settings/profiles/{id}',
    scope: ['settings.profiles', 'READ'],
    answer: (call, { id = '' }) =>
      one(call.org.profiles, id, 'profiles', (profile) => ({
        ...renderProfile(call, profile),
        permissions_details: [],
        sections: [],
      })),
  },
];
