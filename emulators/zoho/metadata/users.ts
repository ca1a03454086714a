import {
  invalidId,
  itemError,
  itemSuccess,
  itemsAnswer,
  missingKey,
  noContent,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation } from '../http/call.ts';
import { nextId, type Org, type Row, type User } from '../orgs/org.ts';
import { modifiedSince } from '../records/read.ts';
import { renderTime } from '../records/render.ts';
import { licenceCount } from './org.ts';

const isAdmin = (org: Org, user: User) => user.profile === org.profiles[0]?.id;

/** Whether a user belongs to a `type` of the list. docs: get-users */
const types: Record<string, (user: User, call: Call) => boolean> = {
  AllUsers: () => true,
  ActiveUsers: (user) => user.active,
  AllActiveUsers: (user) => user.active,
  DeactiveUsers: (user) => !user.active,
  ConfirmedUsers: (user) => user.confirmed,
  NotConfirmedUsers: (user) => !user.confirmed,
  ActiveConfirmedUsers: (user) => user.active && user.confirmed,
  AdminUsers: (user, call) => isAdmin(call.org, user),
  ActiveConfirmedAdmins: (user, call) => isAdmin(call.org, user) && user.active && user.confirmed,
  CurrentUser: (user, call) => user.id === call.user.id,
  DeletedUsers: () => false,
  DeveloperUsers: () => false,
  ActiveLiteUser: () => false,
};

function renderUser(call: Call, user: User): Row {
  const names = user.name.split(' ');
  const last = names.slice(1).join(' ') || user.name;
  const { roles, profiles, users } = call.org;
  const named = (list: { id: string; name: string }[], id: string) => ({
    name: list.find((one) => one.id === id)?.name,
    id,
  });
  const creator = { name: users[0]?.name, id: users[0]?.id };
  const at = renderTime(user.createdAt, call.user.timeZone);
  const emptyFields = [
    'country',
    'city',
    'state',
    'street',
    'zip',
    'phone',
    'mobile',
    'fax',
    'website',
    'alias',
    'dob',
    'signature',
  ];
  return {
    ...Object.fromEntries(emptyFields.map((name) => [name, null])),
    id: user.id,
    zuid: user.id,
    full_name: user.name,
    first_name: names.length > 1 ? names[0] : null,
    last_name: last,
    email: user.email,
    status: user.active ? 'active' : 'disabled',
    confirm: user.confirmed,
    type__s: 'Regular User',
    category: 'regular_user',
    role: named(roles, user.role),
    profile: named(profiles, user.profile),
    time_zone: user.timeZone,
    locale: 'en_GB',
    country_locale: 'en_GB',
    language: 'en_GB',
    date_format: 'dd MMM yyyy',
    time_format: 'HH:mm',
    number_separator: 'Comma',
    decimal_separator: 'Period',
    default_tab_group: '0',
    name_format__s: 'Salutation,First Name,Last Name',
    sort_order_preference__s: 'First Name,Last Name',
    Reporting_To: null,
    created_time: at,
    Modified_Time: at,
    created_by: creator,
    Modified_By: creator,
    Isonline: true,
    microsoft: false,
    personal_account: false,
    sandboxDeveloper: false,
    offset: 0,
    customize_info: {
      notes_desc: null,
      show_right_panel: null,
      bc_view: null,
      unpin_recent_item: null,
      show_home: false,
      show_detail_view: true,
    },
    theme: null,
    territories: [],
  };
}

function listUsers(call: Call): Answer {
  const wanted = types[call.query.get('type') ?? 'AllUsers'];
  if (!wanted)
    return {
      status: 400,
      body: itemError('INVALID_DATA', 'the type given seems to be invalid', { param_name: 'type' }),
    };
  const ids = call.query.get('ids')?.split(',');
  const since = modifiedSince(call);
  const found = call.org.users.filter(
    (user) => wanted(user, call) && (!ids || ids.includes(user.id)) && (since === null || user.createdAt > since),
  );
  const { shown, info } = pageOf(call, found);
  if (shown.length === 0) return since === null ? noContent : { status: 304 };
  return { status: 200, body: { users: shown.map((user) => renderUser(call, user)), info } };
}

/** The id of a role or profile: alone as in Zoho's samples, or in an object as in the OpenAPI files. docs: add-users */
const idIn = (given: unknown): string =>
  String(typeof given === 'object' && given !== null ? (given as Row)['id'] : given);

/** Adds one user for each call. docs: add-users */
function addUser(call: Call): Answer {
  const given = bodyList(call, 'users');
  if (!given) return missingKey('users');
  if (given.length > 1) return tooManyRecords();
  const items = given.map((user): Item => {
    const at = (name: string) => ({ api_name: name, json_path: `$.users[0].${name}` });
    for (const name of ['last_name', 'email', 'role', 'profile']) {
      if (!user[name]) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at(name));
    }
    const [role, profile] = [idIn(user['role']), idIn(user['profile'])];
    if (!call.org.roles.some((one) => one.id === role)) return itemError('INVALID_DATA', 'invalid data', at('role'));
    if (!call.org.profiles.some((one) => one.id === profile))
      return itemError('INVALID_DATA', 'invalid data', at('profile'));
    if (call.org.users.some((one) => one.email === user['email'])) {
      return itemError('DUPLICATE_DATA', 'Failed to add user since same email id is already present', at('email'));
    }
    if (call.org.users.filter((one) => one.active).length >= licenceCount(call)) {
      return itemError(
        'LICENSE_LIMIT_EXCEEDED',
        'Request exceeds your license limit. Need to upgrade in order to add',
        {},
      );
    }
    const name = [user['first_name'], user['last_name']].filter(Boolean).join(' ');
    const id = nextId(call.org);
    const email = String(user['email']);
    const { timeZone } = call.org.seed;
    call.org.users.push({
      id,
      name,
      email,
      role,
      profile,
      timeZone,
      active: true,
      confirmed: false,
      createdAt: call.now,
    });
    call.org.notices.push({ module: 'Users', record: id, kind: 'invitation', at: call.now });
    return itemSuccess('User added', { id });
  });
  return itemsAnswer(items, 201, 'users');
}

function oneUser(call: Call, id: string): Answer {
  const user = call.org.users.find((one) => one.id === id);
  return user ? { status: 200, body: { users: [renderUser(call, user)] } } : invalidId();
}

export const userOperations: Operation[] = [
  { call: 'GET /users', scope: ['users', 'READ'], answer: listUsers },
  { call: 'POST /users', scope: ['users', 'CREATE'], answer: addUser },
  {
    call: 'GET /users/actions/count',
    scope: ['users', 'READ'],
    answer: (call) => {
      const wanted = types[call.query.get('type') ?? 'AllUsers'] ?? (() => false);
      return { status: 200, body: { count: call.org.users.filter((user) => wanted(user, call)).length } };
    },
  },
  { call: 'GET /users/{id}', scope: ['users', 'READ'], answer: (call, { id = '' }) => oneUser(call, id) },
];
