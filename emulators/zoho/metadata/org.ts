import {
  failure,
  invalidId,
  itemError,
  itemSuccess,
  itemsAnswer,
  missingKey,
  noContent,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, pageOf, type Call, type Operation } from '../http/call.ts';
import { nextId, type Row } from '../orgs/org.ts';
import { renderTime } from '../records/render.ts';

function describeOrg(call: Call): Answer {
  const { seed, users } = call.org;
  const first = users[0];
  const org = {
    type: seed.environment,
    id: `${call.org.prefix}000000000001`,
    zgid: seed.id,
    domain_name: `org${seed.id}`,
    company_name: seed.company,
    alias: null,
    primary_email: first?.email,
    primary_zuid: first?.id,
    email: null,
    phone: null,
    mobile: null,
    fax: null,
    website: null,
    employee_count: null,
    description: null,
    photo_id: null,
    street: null,
    city: null,
    state: null,
    zip: null,
    country: 'GB',
    country_code: 'GB',
    time_zone: seed.timeZone,
    currency: `${seed.currency} - ${seed.currency}`,
    iso_code: seed.currency,
    currency_symbol: seed.currency,
    currency_locale: 'en_GB',
    mc_status: call.org.currencies.length > 1,
    gapps_enabled: false,
    privacy_settings: false,
    translation_enabled: false,
    oauth_presence: false,
    hipaa_compliance_enabled: false,
    lite_users_enabled: false,
    deletable_org_account: true,
    max_per_page: 100,
    ziaportal_id: portalId(call),
    zia_portal_id: portalId(call),
    ui_theme: 'next_gen_ui',
    created_time: renderTime(first?.createdAt ?? call.now, call.user.timeZone),
    hierarchy_preferences: { type: 'Role_Hierarchy', strictly_reporting: false },
    license_details: licence(call),
  };
  return { status: 200, body: { org: [org] } };
}

const portalId = (call: Call) => `${call.org.prefix}000000000999`;

const licence = (call: Call): Row => ({
  paid: call.org.seed.edition !== 'free',
  paid_type: call.org.seed.edition,
  paid_expiry: renderTime(call.now + 365 * 86_400_000, call.user.timeZone),
  trial_type: null,
  trial_expiry: null,
  trial_action: null,
  users_license_purchased: licenceCount(call),
  portal_users_license_purchased: 0,
});
/** Number of user licences: ten, or as many as the seed has users. */
export const licenceCount = (call: Call): number => Math.max(10, call.org.seed.users.length);

const features = (call: Call): Row[] => {
  const used = call.org.users.filter((user) => user.active).length;
  const count = {
    available_count: { total: licenceCount(call) - used, edition_limit: licenceCount(call) },
    used_count: { total: used, edition_limit: licenceCount(call) },
    limits: { total: licenceCount(call), edition_limit: licenceCount(call) },
  };
  return [
    {
      api_name: 'user_licenses',
      module_supported: false,
      parent_feature: null,
      feature_label: 'User Licenses',
      components: [],
      details: count,
    },
  ];
};

function oneFeature(call: Call, name: string): Answer {
  const found = features(call).filter((feature) => feature['api_name'] === name);
  return found.length > 0 ? listFeatures(call, found) : noContent;
}

function listFeatures(call: Call, all: Row[]): Answer {
  const { shown, info } = pageOf(call, all);
  return { status: 200, body: { __features: shown, info } };
}

function createCurrencies(call: Call): Answer {
  const given = bodyList(call, 'currencies');
  if (!given) return missingKey('currencies');
  const items = given.map((currency, place): Item => {
    const at = (name: string) => ({ api_name: name, json_path: `$.currencies[${place}].${name}` });
    for (const name of ['iso_code', 'symbol', 'exchange_rate', 'format']) {
      if (currency[name] === undefined) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at(name));
    }
    if (call.org.currencies.some((one) => one['iso_code'] === currency['iso_code'])) {
      return itemError('DUPLICATE_DATA', 'duplicate data', at('iso_code'));
    }
    const id = nextId(call.org);
    const plain = { is_base: false, is_active: true, prefix_symbol: true };
    call.org.currencies.push({ ...plain, name: currency['iso_code'], ...currency, id });
    return itemSuccess('The currency created successfully.', { id });
  });
  return itemsAnswer(items, 201, 'currencies');
}

function changeCurrency(call: Call, id: string): Answer {
  const currency = call.org.currencies.find((one) => one['id'] === id);
  const [given] = bodyList(call, 'currencies') ?? [];
  if (!currency) return invalidId(2);
  if (!given) return missingKey('currencies');
  if (given['iso_code'] !== undefined && given['iso_code'] !== currency['iso_code']) {
    return failure(400, 'NOT_ALLOWED', 'the ISO code of a currency cannot be changed', { api_name: 'iso_code' });
  }
  Object.assign(currency, given, { id });
  return { status: 200, body: { currencies: [itemSuccess('The currency updated successfully.', { id })] } };
}

const currencyRow = (call: Call, currency: Row): Row => {
  const who = { name: call.org.users[0]?.name, id: call.org.users[0]?.id };
  const at = renderTime(call.org.users[0]?.createdAt ?? 0, call.user.timeZone);
  return { created_time: at, modified_time: at, created_by: who, modified_by: who, ...currency };
};

export const orgOperations: Operation[] = [
  { call: 'GET /org', scope: ['org', 'READ'], answer: describeOrg },
  {
    call: 'GET /org/currencies',
    scope: ['settings.currencies', 'READ'],
    answer: (call) => ({ status: 200, body: { currencies: call.org.currencies.map((one) => currencyRow(call, one)) } }),
  },
  { call: 'POST /org/currencies', scope: ['settings.currencies', 'CREATE'], answer: createCurrencies },
  {
    call: 'GET /org/currencies/{id}',
    scope: ['settings.currencies', 'READ'],
    answer: (call, { id }) => {
      const found = call.org.currencies.filter((one) => one['id'] === id);
      if (found.length === 0) return invalidId(2);
      return { status: 200, body: { currencies: found.map((one) => currencyRow(call, one)) } };
    },
  },
  {
    call: 'PUT /org/currencies/{id}',
    scope: ['settings.currencies', 'UPDATE'],
    answer: (call, { id = '' }) => changeCurrency(call, id),
  },
  {
    call: 'GET /__features',
    scope: ['features', 'READ'],
    answer: (call) => listFeatures(call, features(call)),
  },
  {
    call: 'GET /__features/{name}',
    scope: ['features', 'READ'],
    answer: (call, { name = '' }) => oneFeature(call, name),
  },
];
