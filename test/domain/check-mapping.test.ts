import { checkMapping } from '../../domain/check-mapping.ts';
import { mappingDocument } from '../../domain/documents/mapping.ts';
import { handoffDocument } from '../../domain/documents/handoff.ts';
import { similarity, proposeMapping } from '../../domain/propose-mapping.ts';
import { Mapping } from '../../schemas/mapping.ts';

const mapping = (changes: object = {}) =>
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      Accounts: {
        custom: { Tier: { type: 'text' } },
        sources: [
          {
            object: 'billing_accounts',
            fields: {
              Account_Name: { from: ['name', 'company'], transforms: ['trim'], length: 200, cut: true, required: true },
              Parent_Account: { from: 'parent', lookup: 'billing_accounts' },
              Owner: { from: 'login', owner: true },
              Account_Type: { constant: 'Customer' },
            },
            custom: { Tier: { from: 'extensions.tier', map: 'tiers' } },
            ignore: { tax: 'never moves' },
            ...changes,
          },
        ],
      },
    },
    maps: { tiers: { '1': 'gold' } },
  });
const columns = { billing_accounts: ['name', 'company', 'parent', 'login', 'extensions', 'tax'] };
const field = (apiName: string, changes = {}) => ({ apiName, writable: true, mandatory: false, ...changes });
const destination = {
  Accounts: [
    field('Account_Name', { mandatory: true }),
    field('Parent_Account'),
    field('Owner'),
    field('Account_Type'),
    field('Created_Time', { writable: false }),
  ],
};
const messages = (changes: object, present = columns) =>
  checkMapping(mapping(changes), present, destination).map(({ path, message }) => `${path}: ${message}`);

test('a mapping that matches source and destination has no problems', () => {
  expect(checkMapping(mapping(), columns, destination)).toEqual([]);
  expect(checkMapping(mapping(), columns, {})).toEqual([]);
});

test('missing source fields are listed with their path in the mapping', () => {
  expect(messages({}, { billing_accounts: ['name', 'company', 'parent', 'login', 'tax'] })).toEqual([
    'modules.Accounts.sources[0].custom.Tier: billing_accounts has no field extensions.tier',
  ]);
  const lines = { from: 'lines', into: 'Ordered_Items', fields: {} };
  const changes = {
    route: { field: 'kind', in: ['A'] },
    exclude: [{ when: { field: 'no', empty: true }, reason: 'x' }],
    dedupe: [['vat']],
    lines,
  };
  expect(messages(changes)).toEqual([
    'modules.Accounts.sources[0].route: billing_accounts has no field kind',
    'modules.Accounts.sources[0].exclude[0]: billing_accounts has no field no',
    'modules.Accounts.sources[0].dedupe[0]: billing_accounts has no field vat',
    'modules.Accounts.sources[0].lines: billing_accounts has no field lines',
  ]);
  expect(checkMapping(mapping(), {}, {})[0]?.message).toBe('billing_accounts has no field name');
});

test('unknown value maps, unknown or read-only destination fields, and unmapped mandatory fields are reported', () => {
  expect(
    messages({
      fields: {
        Created_Time: { from: 'name' },
        Colour: { from: 'company', map: 'colours' },
        X: { from: 'parent', lookup_from: 'login' },
      },
    }),
  ).toEqual([
    'modules.Accounts.sources[0].fields.Colour: the value map colours is missing',
    "modules.Accounts.sources[0].fields.Created_Time: Zoho's field Created_Time can't be written",
    'modules.Accounts.sources[0].fields.Colour: Zoho has no field Colour',
    'modules.Accounts.sources[0].fields.X: Zoho has no field X',
    'modules.Accounts.sources[0].fields: Zoho requires Account_Name, but no field is mapped to it',
  ]);
});

test('a source field that is neither mapped nor ignored causes a warning', () => {
  const problems = checkMapping(
    mapping({
      ignore: {},
      route: { field: 'login', in: ['a'] },
      lines: { from: 'parent', into: 'Ordered_Items', fields: {} },
    }),
    columns,
    destination,
  );
  expect(problems).toMatchObject([{ severity: 'warn', message: 'billing_accounts.tax is neither mapped nor ignored' }]);
});

test('the similarity of two names is the share of words that they have in common', () => {
  expect(similarity('account_name', 'Account_Name')).toBe(1);
  expect(similarity('accountName', 'Account_Type')).toBe(0.5);
  expect(similarity('tax', 'Owner')).toBe(0);
});

test('each decision is listed with the field that the name suggests', () => {
  const lines = { from: 'parent', into: 'Ordered_Items', fields: {} };
  const changed = mapping({ fields: { Account_Name: { from: 'name' } }, lines, route: { field: 'login', in: ['a'] } });
  const proposals = proposeMapping(changed, columns, destination);
  expect(proposals.map(({ column, decided, suggested }) => [column, decided, suggested])).toEqual([
    ['name', 'Account_Name', 'Account_Name'],
    ['company', 'not mapped', 'a custom field'],
    ['parent', 'Ordered_Items', 'Parent_Account'],
    ['login', 'route', 'a custom field'],
    ['extensions', 'Tier', 'a custom field'],
    ['tax', 'ignored: never moves', 'a custom field'],
  ]);
  expect(proposeMapping(changed, columns, {})[0]?.suggested).toBe('a custom field');
  expect(proposeMapping(changed, {}, {})).toEqual([]);
});

test('the mapping document shows each rule, and each open point with its fix', () => {
  const changed = mapping({ route: { field: 'login', in: ['a'] } });
  const text = mappingDocument(changed, proposeMapping(changed, columns, destination), [
    { severity: 'warn', path: 'modules.Accounts', message: 'something', fix: 'fix it' },
  ]);
  expect(text).toContain('Every source field is mapped, or ignored for a stated reason.');
  expect(text).toContain('billing_accounts → Accounts');
  expect(text).toContain('trim, at most 200 characters, cut');
  expect(text).toContain('lookup billing_accounts');
  expect(text).toContain('owner map');
  expect(text).toContain('map tiers');
  expect(text).toContain('always Customer');
  expect(text).toContain('fix it');
  const open = mappingDocument(
    mapping({ ignore: {}, custom: { Tier: { from: 'extensions.tier', length: 5 } } }),
    proposeMapping(mapping({ ignore: {} }), columns, {}),
    [],
  );
  expect(open).toContain('1 source field is neither mapped nor ignored');
});

test("the handoff lists what a CRM can't hold, as of one snapshot", () => {
  const text = handoffDocument({
    engagement: 'demo',
    customer: 'Northwind',
    takenAt: '2026-01-01T00:00:00Z',
    objects: [
      { object: 'ocs_buckets', rows: 10_000, file: 'handoff-ocs_buckets.csv' },
      { object: 'hss_records', rows: 5_000, file: null },
    ],
  });
  expect(text).toContain('15,000 records stay with network and billing operations');
  expect(text).toContain('counted only');
});
