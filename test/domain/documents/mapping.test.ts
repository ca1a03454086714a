import { mappingDocument } from '../../../domain/documents/mapping.ts';
import type { Review } from '../../../domain/proposal/review.ts';
import { Mapping } from '../../../schemas/mapping.ts';

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
              Phone: { from: 'phone', transforms: ['trim', 'phone'], length: 30 },
              Note_Content: { from: 'text', split: true },
            },
            custom: { Tier: { from: 'extensions.tier', map: 'tiers' } },
            tags: [{ from: 'kind', map: 'tiers' }],
            ...changes,
          },
        ],
      },
    },
    maps: { tiers: { '1': 'gold', '9': null } },
  });
const decided: Review = {
  module: 'Accounts',
  object: 'billing_accounts',
  column: 'name',
  decided: 'Account_Name',
  suggested: 'Account_Name',
  score: 2 / 3,
  tier: 'unsure',
  evidence: ['name', 'type company'],
  runnerUp: { into: 'custom', score: 0.25, whyNot: 'a field of Zoho fits' },
};

test('the mapping document shows each rule, what is proposed, and how to fix what is open', () => {
  const problem = { severity: 'warn', path: 'modules.Accounts', message: 'something', fix: 'fix it' } as const;
  expect(mappingDocument(mapping(), [decided], [problem], null)).toBe(
    [
      '# Mapping',
      '',
      'Every source field is mapped, handed off, or ignored for a stated reason.',
      '',
      '## billing_accounts → Accounts',
      '',
      '| Field in Zoho | From | How | If the value is missing | If it can not be used |',
      '| --- | --- | --- | --- | --- |',
      '| Account_Name | name, company | trim, at most 200 characters, cut | the record is rejected | the record is rejected |',
      '| Parent_Account | parent | lookup billing_accounts | the field stays blank | the field stays blank, until its record is in Zoho |',
      '| Owner | login | owner map | the default owner, if the owner map has one | the default owner; without one, the record is rejected |',
      '| Account_Type | always Customer |  |  |  |',
      '| Phone | phone | trim, phone, at most 30 characters | the field stays blank | the field stays blank |',
      '| Note_Content | text | a long text becomes several notes | the field stays blank | the field stays blank |',
      '| Tier | extensions.tier | map tiers | the field stays blank | the field stays blank |',
      '| Tag | kind | map tiers | no tag | no tag |',
      '',
      '## Value maps',
      '',
      '| Map | Value in the source | In Zoho |',
      '| --- | --- | --- |',
      '| tiers | 1 | gold |',
      '| tiers | 9 | blank, on purpose |',
      '',
      '## What names, types and references propose',
      '',
      '| Source field | Decided | Proposed | Score | Why | Second |',
      '| --- | --- | --- | --- | --- | --- |',
      '| billing_accounts.name | Account_Name | Account_Name | 67 %, unsure | name, type company | custom 25 %: a field of Zoho fits |',
      '',
      '## Open points',
      '',
      '| Where | What | Fix |',
      '| --- | --- | --- |',
      '| modules.Accounts | something | fix it |',
      '',
    ].join('\n'),
  );
});

test('it says by which rules records in Zoho are found, and what a match means', () => {
  const { modules, ...rest } = mapping();
  const match = [
    { name: 'same mail', fields: ['Phone', { field: 'Account_Name', with: 'Legal_Name' }], then: 'adopt' },
    { name: 'like', fields: ['Phone', { field: 'Account_Name', near: 0.9 }], in: 'Contacts' },
  ];
  const text = mappingDocument(
    Mapping.parse({ ...rest, modules: { Accounts: { ...modules['Accounts'], match } } }),
    [],
    [],
    null,
  );
  expect(text).toContain(
    '| Accounts | same mail | Phone and Account_Name (Legal_Name in Zoho) | it is the same record, and the load updates it |',
  );
  expect(text).toContain(
    '| Accounts | like | Phone and Account_Name, at least 90 % similar | a person decides (a record of Contacts) |',
  );
});

test('it names both ends of a duration, and the figures of the source that are compared', () => {
  const changes = {
    fields: { Call_Duration: { from: 'begin', until: 'end', transforms: ['duration'] } },
    money: { total: 'sum', tax: 'vat' },
  };
  const text = mappingDocument(mapping(changes), [], [], null);
  expect(text).toContain('| Call_Duration | begin until end |');
  expect(text).toContain('Figures of the source that are compared with Zoho: total sum, tax vat.');
});

test('a source with a route shows its condition', () => {
  expect(mappingDocument(mapping({ route: { field: 'kind', in: ['A'] } }), [], [], null)).toContain(
    '## billing_accounts → Accounts\n\nFor rows of which kind is A.\n\n| Field in Zoho |',
  );
});

test('it shows what is left out and why, because people sign it', () => {
  const exclude = [
    { when: { field: 'name', in: ['TEST'] }, reason: 'test customer' },
    { when: { field: 'kind', not_in: ['A', 'B'] }, reason: 'no customer' },
    { when: { field: 'name', matches: '^demo' }, reason: 'demo' },
    { when: { field: 'login', empty: true }, reason: 'nobody' },
    { when: { field: 'closed', empty: false }, reason: 'closed' },
  ];
  expect(mappingDocument(mapping({ exclude }), [], [], null)).toContain(
    'Rows are left out if name is TEST (test customer); or if kind is not one of A, B (no customer); ' +
      'or if name matches ^demo (demo); or if login is blank (nobody); or if closed is not blank (closed).',
  );
});

test('a column that the proposal says nothing about has no score', () => {
  const silent = { ...decided, suggested: '', score: null, tier: null, evidence: [], runnerUp: null };
  expect(mappingDocument(mapping(), [silent], [], null)).toContain(
    '| billing_accounts.name | Account_Name |  |  |  |  |',
  );
});

test('it says where a load rejects a record: lookups, amounts of lines, and custom fields that may not be wrong', () => {
  const orders = Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Sales_Orders: {
        custom: { Tier: { type: 'integer', invalid: 'reject' }, Agent: { type: 'userlookup' } },
        sources: [
          {
            object: 'orders',
            fields: {
              Contact_Name: { from: 'person', lookup: ['subscribers', 'contacts'] },
              Discount: { from: 'rebate', transforms: ['money'] },
            },
            custom: { Tier: { from: 'tier' }, Agent: { from: 'agent', owner: true } },
            lines: {
              from: 'lines',
              into: 'Ordered_Items',
              fields: {
                Product_Name: { from: 'item', lookup_from: 'kind' },
                Quantity: { from: 'quantity', transforms: ['decimal'] },
                Description: { from: 'text' },
              },
            },
          },
        ],
      },
    },
  });
  const rows = mappingDocument(orders, [], [], null)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const rejected = 'the record is rejected';
  const blank = 'the field stays blank';
  expect(rows.slice(2)).toEqual([
    `| Contact_Name | person | lookup subscribers or contacts | ${blank} | ${blank}; if its record is not in Zoho, ${rejected} |`,
    `| Discount | rebate | money | ${blank} | ${rejected} |`,
    `| Tier | tier |  | ${blank} | ${rejected} |`,
    `| Agent | agent | owner map | ${blank} | ${blank} |`,
    `| Ordered_Items.Product_Name | item | lookup by kind | ${blank} | ${blank}; if its record is not in Zoho, ${rejected} |`,
    `| Ordered_Items.Quantity | quantity | decimal | ${blank} | ${rejected} |`,
    `| Ordered_Items.Description | text |  | ${blank} | ${blank} |`,
  ]);
});

test('fields that are neither mapped nor ignored are counted and named first', () => {
  const open = { ...decided, column: 'tax', decided: 'not mapped', suggested: 'custom', score: 0, runnerUp: null };
  expect(mappingDocument(mapping(), [decided, open], [], null)).toContain(
    '# Mapping\n\n1 source field is neither mapped nor ignored: billing_accounts.tax. Nothing of them is loaded.',
  );
});

test('the mapping document says how duplicates are compared', () => {
  const dedupe = [['phone', 'name'], [{ field: 'vat', as: 'id' }]];
  const document = mappingDocument(mapping({ dedupe }), [], [], null);
  expect(document).toContain('- phone (as a phone number) and name (without accents, case and surplus blanks)');
  expect(document).toContain('- vat (by letters and digits only)');
});

test('the mapping document says which version of the mapping it is', () => {
  expect(
    mappingDocument(mapping(), [decided], [], 'version 3, saved in the console by ada@customer.example'),
  ).toContain('ignored for a stated reason.\n\nIt is version 3, saved in the console by ada@customer.example.\n');
});

test('what people changed against the proposal is in the document, if there was a proposal', () => {
  const none = { confirmed: 0, changed: 0, removed: 0 };
  const comparison = {
    proposedAt: '2026-03-01T10:00:00Z',
    tiers: { certain: none, likely: none, unsure: none },
    changes: [],
  };
  const heading = '## What people changed against the proposal';
  expect(mappingDocument(mapping(), [], [], null, comparison)).toContain(heading);
  expect(mappingDocument(mapping(), [], [], null)).not.toContain(heading);
});

test('who signs sees which records are locked at the switch, and for whom not', () => {
  const locked = mapping();
  locked.modules['Accounts']!.lock = { except: ['Administrator', 'Billing'] };
  expect(mappingDocument(locked, [decided], [], null)).toContain(
    '- From the switch on, only users with the profile Administrator or Billing can change the migrated Accounts.',
  );
});

test('people see which source fields go into lists of the handoff', () => {
  const listed = Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Products: {
        sources: [
          {
            object: 'product_catalog',
            fields: {},
            handoff: { pricing_rules: { name: 'name', discounts: ['discounts'] } },
          },
        ],
      },
    },
  });
  expect(mappingDocument(listed, [], [], null)).toContain(
    '| product_catalog | pricing rules | discounts | discounts |',
  );
});

test('it says which lookup of modules that refer to each other is written later', () => {
  const text = mappingDocument(
    Mapping.parse({
      ...mapping(),
      modules: {
        Accounts: {
          sources: [{ object: 'billing_accounts', fields: { Main_Contact: { from: 'main', lookup: 'subscribers' } } }],
        },
        Contacts: {
          sources: [
            {
              object: 'subscribers',
              fields: { Account_Name: { from: 'account', lookup: 'billing_accounts', required: true } },
            },
          ],
        },
      },
    }),
    [],
    [],
    null,
  );
  expect(text).toContain(
    'Accounts and Contacts refer to each other. Accounts.Main_Contact is written later, when the records of Contacts are in Zoho.',
  );
  expect(text).toContain(
    '| Main_Contact | main | lookup subscribers, written when Contacts is loaded | the field stays blank | the field stays blank, until its record is in Zoho |',
  );
});

test('a lookup that the second pass writes stays blank where its record is missing, also if a value is required', () => {
  const fields = { Parent_Account: { from: 'parent', lookup: 'billing_accounts', required: true } };
  const modules = { Accounts: { sources: [{ object: 'billing_accounts', fields }] } };
  expect(mappingDocument(Mapping.parse({ ...mapping(), modules }), [], [], null)).toContain(
    '| the record is rejected | the record is rejected; if its record is not in Zoho, the field stays blank until then |',
  );
});
