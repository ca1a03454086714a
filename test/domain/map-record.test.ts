import { compileMapping, type RecordContext, type StagedRow } from '../../domain/map-record.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';
import { Mapping } from '../../schemas/mapping.ts';
import type { TransformedRow } from '../../schemas/record.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'GB',
  currency: 'GBP',
  withhold: ['serial', 'subscribers.city'],
  modules: {
    Accounts: {
      custom: { Tier: { type: 'text' } },
      sources: [
        {
          object: 'billing_accounts',
          exclude: [{ when: { field: 'name', matches: '^test' }, reason: 'test account' }],
          fields: {
            Account_Name: { from: 'name', transforms: ['repair_encoding'], length: 10, required: true },
            Account_Type: { constant: 'Customer' },
            Parent_Account: { from: 'parent', lookup: 'billing_accounts' },
            Phone: { from: ['phone', 'mobile'], transforms: ['phone'] },
            Billing_Street: { from: ['street', 'house'], join: ' ' },
            Billing_City: { from: 'city', length: 6, cut: true },
            Owner: { from: 'owner', owner: true },
            Description: { from: 'remarks', length: 60 },
            Fax: { from: 'fax', transforms: ['date'] },
          },
          custom: { Tier: { from: 'extensions.tier', map: 'tiers' }, Serial: { from: 'serial' } },
        },
        {
          object: 'subscribers',
          route: { field: 'type', in: ['BUS'] },
          fields: { Account_Name: { from: 'name', required: true } },
        },
      ],
    },
    Contacts: {
      sources: [
        {
          object: 'subscribers',
          route: { field: 'type', in: ['RES'] },
          fields: {
            Last_Name: { from: 'name', required: true },
            Account_Name: { from: 'account', lookup: 'billing_accounts' },
          },
          custom: { Tier: { from: 'tier', map: 'tiers', required: true } },
        },
      ],
    },
    Sales_Orders: {
      sources: [
        {
          object: 'orders',
          fields: { Subject: { from: 'no' } },
          lines: {
            from: 'lines',
            into: 'Ordered_Items',
            fields: {
              Product_Name: { from: 'item', lookup_from: 'item_object', required: true },
              Quantity: { from: 'quantity', transforms: ['decimal'], required: true },
            },
          },
        },
      ],
    },
  },
  maps: { tiers: { '1': 'gold' } },
});

const keys = {
  guard: createGuard({}),
  system: 's',
  keyFields: { billing_accounts: 'id', subscribers: 'id', orders: 'id', invoices: 'id' } as const,
  hashId: (id: string) => `K${id.length}`,
};
const context: RecordContext = {
  timeZone: 'Europe/London',
  phoneRegion: 'GB',
  currency: 'GBP',
  sentinels: new Set(['0000-00-00']),
  dates: new Map(),
  ownerOf: (user) => (user === 'arun' ? '7' : null),
  defaultOwner: '1',
  ...keys,
};
const mapper = compileMapping(mapping, context);
const map = (row: StagedRow) => mapper.transform(row);

const firstId = { billing_accounts: 'BA-1', subscribers: 'SUB-1', orders: 'O-1' } as Record<string, string>;
const staged = (row: Record<string, string>, changes: Partial<StagedRow> = {}): StagedRow => {
  const object = changes.object ?? 'billing_accounts';
  const whole = { id: firstId[object] ?? '1', owner: 'arun', ...row };
  return { object, place: 'row 7', row: whole, earlier: null, survivor: null, ...changes };
};
const recordOf = (made: TransformedRow) => {
  if (made.kind !== 'queued') throw new Error(made.decided.reason);
  return made.record;
};
const reasonOf = (made: TransformedRow) =>
  made.kind === 'decided' ? [made.decided.outcome, made.decided.reason] : ['queued'];

test('a row becomes a record with its key, lookups as references, and custom fields separate', () => {
  const record = recordOf(
    map(
      staged({
        name: 'Ada',
        parent: 'BA-0',
        mobile: '020 7946 0123',
        street: 'Harbour St',
        house: '5',
        owner: 'arun',
        extensions: '{"tier":1}',
      }),
    ),
  );
  expect(record).toMatchObject({
    key: 's:billing_accounts:BA-1',
    module: 'Accounts',
    base: {
      Account_Name: 'Ada',
      Account_Type: 'Customer',
      Phone: '+442079460123',
      Billing_Street: 'Harbour St 5',
      Owner: { id: '7' },
      Portage_Key: 's:billing_accounts:BA-1',
    },
    refs: ['s:billing_accounts:BA-0'],
  });
  expect(record.custom).toEqual({ Tier: 'gold', Parent_Account: { $key: 's:billing_accounts:BA-0' } });
});

test('a missing or unusable required value rejects the record, and the reason does not contain the value', () => {
  expect(reasonOf(map(staged({ name: '' })))).toEqual(['rejected', 'Account_Name: missing']);
  expect(reasonOf(map(staged({ name: 'Longer than ten' })))).toEqual([
    'rejected',
    'Account_Name: longer than 10 characters',
  ]);
  const contact = staged({ type: 'RES', name: 'Ada', tier: '9' }, { object: 'subscribers' });
  expect(reasonOf(map(contact))).toEqual(['rejected', 'Tier: not in the value map tiers']);
});

test('a field with an unusable optional value stays blank, and a remark says why', () => {
  const made = map(staged({ name: 'Ada', phone: 'call me', fax: '0000-00-00', extensions: '{"tier":"9"}' }));
  expect(recordOf(made).base).not.toHaveProperty('Phone');
  expect(recordOf(made).base).not.toHaveProperty('Fax');
  expect(made.remarks).toEqual([
    { key: 's:billing_accounts:BA-1', field: 'Phone', rule: 'blank:phone: not a phone number' },
    { key: 's:billing_accounts:BA-1', field: 'Fax', rule: 'blank:date: a sentinel for "no date"' },
    { key: 's:billing_accounts:BA-1', field: 'Tier', rule: 'blank:not in the value map tiers' },
  ]);
});

test('a repaired or cut value has a remark', () => {
  const made = map(staged({ name: 'JosÃ©', city: 'Birmingham' }));
  expect(recordOf(made).base).toMatchObject({ Account_Name: 'José', Billing_City: 'Birmin' });
  expect(made.remarks.map(({ rule }) => rule)).toEqual(['repaired:repair_encoding', 'repaired:cut']);
});

test('a row without custom fields becomes a record without custom fields', () => {
  expect(recordOf(map(staged({ name: 'Ada', extensions: '' }))).custom).toEqual({});
});

test('network identifiers are withheld by value and by field name, and nothing of them is kept', () => {
  const made = map(
    staged({ name: 'Ada', remarks: 'SIM 001010123456789', serial: 'S-1', extensions: '{"ki":"secret","tier":null}' }),
  );
  expect(recordOf(made).base['Description']).toBe('SIM [network id removed]');
  expect(recordOf(made).custom).toEqual({});
  expect(made.remarks).toEqual([
    { key: 's:billing_accounts:BA-1', field: 'remarks', rule: 'withheld:labelled-imsi' },
    { key: 's:billing_accounts:BA-1', field: 'serial', rule: 'withheld:field-list' },
    { key: 's:billing_accounts:BA-1', field: 'extensions.ki', rule: 'withheld:field-name' },
  ]);
});

test('a field that is withheld from one object is loaded from another one', () => {
  expect(recordOf(map(staged({ name: 'Ada', city: 'Cork' }))).base['Billing_City']).toBe('Cork');
  const made = map(staged({ type: 'BUS', name: 'Ada', city: 'Cork' }, { object: 'subscribers' }));
  expect(made.remarks).toEqual([expect.objectContaining({ field: 'city', rule: 'withheld:field-list' })]);
});

test('rows are routed, and a row that matches no route is excluded', () => {
  const route = (type: string) => map(staged({ type, name: 'Ada', tier: '1' }, { object: 'subscribers' }));
  expect(recordOf(route('BUS')).module).toBe('Accounts');
  expect(recordOf(route('RES')).module).toBe('Contacts');
  expect(reasonOf(route('IOT'))).toEqual(['excluded', 'no route of the mapping matches']);
  expect(reasonOf(map(staged({}, { object: 'invoices' })))).toEqual(['excluded', 'no route of the mapping matches']);
});

test('excluded and merged rows, and rows with a duplicate or missing id, get their outcome immediately', () => {
  expect(reasonOf(map(staged({ name: 'Test 1' })))).toEqual(['excluded', 'test account']);
  const merged = map(staged({ name: 'Ada' }, { survivor: 's:billing_accounts:BA-0' }));
  expect(merged).toMatchObject({
    decided: { outcome: 'merged', survivor: 's:billing_accounts:BA-0', reason: 'duplicate of another record' },
  });
  const byPeople = map(staged({ name: 'Ada' }, { survivor: 's:billing_accounts:BA-0', byPeople: true }));
  expect(byPeople).toMatchObject({ decided: { reason: 'duplicate of another record, as people decided' } });
});

test.each([
  ['no id', { id: ' ' }, null, 'missing source id'],
  ['a control character in its id', { id: 'A\u00001' }, null, 'the source id has a control character'],
  ['the id of an earlier row', {}, 's:billing_accounts:BA-1', 'duplicate source id'],
  [
    'an id that Zoho takes for that of an earlier row',
    {},
    's:billing_accounts:ba-1',
    'source id that differs from an earlier one only in upper and lower case',
  ],
] as const)('a row with %s is rejected under its place', (_, row, earlier, reason) => {
  expect(map(staged({ name: 'Ada', ...row }, { earlier }))).toMatchObject({
    decided: { key: 's:billing_accounts: row 7', outcome: 'rejected', reason },
  });
});

test('lines become rows whose products are references; an invalid line, or no line, rejects the order', () => {
  const order = (lines: unknown) =>
    map(staged({ no: 'O-1', lines: lines === '' ? '' : JSON.stringify(lines) }, { object: 'orders' }));
  const line = { item: 'P-1', item_object: 'service_plans', quantity: '2' };
  expect(recordOf(order([line])).base['Ordered_Items']).toEqual([
    { Product_Name: { $key: 's:service_plans:P-1' }, Quantity: 2 },
  ]);
  expect(reasonOf(order([{ ...line, quantity: 'two' }]))).toEqual([
    'rejected',
    'Ordered_Items.Quantity: decimal: not a number',
  ]);
  expect(reasonOf(order([{ ...line, item_object: 'socks' }]))).toEqual([
    'rejected',
    'Ordered_Items.Product_Name: unknown source object',
  ]);
  expect(reasonOf(order([]))).toEqual(['rejected', 'Ordered_Items: no lines']);
  expect(reasonOf(order(''))).toEqual(['rejected', 'Ordered_Items: no lines']);
  expect(reasonOf(map(staged({ no: 'O-1' }, { object: 'orders' })))).toEqual(['rejected', 'Ordered_Items: no lines']);
});

const contact = (row: Record<string, string>) =>
  map(staged({ type: 'RES', name: 'Ada', tier: '1', ...row }, { object: 'subscribers' }));

test('a lookup to another module is in the first pass, one within the module is only in the second', () => {
  expect(recordOf(contact({ account: 'BA-1' })).base['Account_Name']).toEqual({ $key: 's:billing_accounts:BA-1' });
  expect(recordOf(map(staged({ name: 'Ada', parent: 'BA-0' }))).base).not.toHaveProperty('Parent_Account');
});

test('of two modules that refer to each other, one has its lookup in the second pass', () => {
  const circle = Mapping.parse({
    ...mapping,
    modules: {
      Accounts: {
        sources: [{ object: 'billing_accounts', fields: { Main: { from: 'main', lookup: 'subscribers' } } }],
      },
      Contacts: {
        sources: [
          { object: 'subscribers', fields: { Of: { from: 'of', lookup: 'billing_accounts', required: true } } },
        ],
      },
    },
  });
  const mapper = compileMapping(circle, { ...context, timeZone: 'UTC' });
  const account = recordOf(mapper.transform(staged({ main: 'SUB-1' })));
  expect([account.base['Main'], account.custom?.['Main']]).toEqual([undefined, { $key: 's:subscribers:SUB-1' }]);
  const person = recordOf(mapper.transform(staged({ of: 'BA-1' }, { object: 'subscribers' })));
  expect(person.base['Of']).toEqual({ $key: 's:billing_accounts:BA-1' });
});

test('a route without a condition takes only what no other route takes, wherever it is in the file', () => {
  const fields = { Last_Name: { from: 'name' } };
  const routed = Mapping.parse({
    ...mapping,
    modules: {
      Accounts: { sources: [{ object: 'subscribers', fields: { Account_Name: { from: 'name' } } }] },
      Contacts: { sources: [{ object: 'subscribers', route: { field: 'type', in: ['RES'] }, fields }] },
    },
  });
  const utc = { ...context, timeZone: 'UTC' };
  const moduleOf = (type: string) =>
    recordOf(compileMapping(routed, utc).transform(staged({ type }, { object: 'subscribers' }))).module;
  expect([moduleOf('RES'), moduleOf('BUS')]).toEqual(['Contacts', 'Accounts']);
});

test('every row that does not become a record is decided with its key and a module', () => {
  const decided = (made: TransformedRow) => (made.kind === 'decided' ? made.decided : null);
  const key = 's:subscribers:SUB-1';
  expect(decided(contact({ type: 'IOT' }))).toStrictEqual({
    key,
    module: 'Accounts',
    outcome: 'excluded',
    reason: 'no route of the mapping matches',
  });
  expect(decided(contact({ name: '' }))).toStrictEqual({
    key,
    module: 'Contacts',
    outcome: 'rejected',
    reason: 'Last_Name: missing',
  });
});

test('a remark names the record and the field, also the field of a line', () => {
  const lines = JSON.stringify([{ item: 'P-1', item_object: 'service_plans', quantity: '2,5', ki: 'secret' }]);
  const made = map(staged({ no: 'O-1', lines }, { object: 'orders' }));
  expect(made.remarks).toEqual([
    { key: 's:orders:O-1', field: 'lines.ki', rule: 'withheld:field-name' },
    { key: 's:orders:O-1', field: 'Ordered_Items.Quantity', rule: 'repaired:decimal' },
  ]);
});

test('a source id that is a network identifier rejects the record, and the key does not contain it', () => {
  const own = { rule: 'own-imsi', kind: 'imsi', action: 'withhold', spans: [[0, 15]] } as const;
  const guard = {
    scanText: () => [own],
    scanValue: () => [],
    clean: (_: string, text: string) => ({ text, hits: [] }),
  };
  const strict = compileMapping(mapping, { ...context, guard });
  const made = strict.transform(staged({ name: 'Ada', id: '234150999999999' }));
  expect(made).toMatchObject({ decided: { outcome: 'rejected', key: 's:billing_accounts: row 7' } });
  expect(JSON.stringify(made)).not.toContain('234150999999999');
});

test('a row with broken lines or extensions is rejected with the field, and names its key', () => {
  const order = map(staged({ no: 'O-1', lines: '[{"item": "P' }, { object: 'orders' }));
  expect(order).toMatchObject({ decided: { key: 's:orders:O-1', reason: 'lines: not a JSON list of rows' } });
  expect(reasonOf(map(staged({ name: 'Ada', extensions: '[]' })))).toEqual([
    'rejected',
    'extensions: not a JSON object',
  ]);
});

test('a damaged value rejects the record, also where the field is optional', () => {
  expect(reasonOf(map(staged({ name: 'Ada', remarks: 'a\u0000b' })))).toEqual([
    'rejected',
    'Description: has a NUL character',
  ]);
});

const deduped = compileMapping(
  Mapping.parse({
    ...mapping,
    modules: {
      Accounts: {
        sources: [
          { object: 'subscribers', route: { field: 'type', in: ['BUS'] }, dedupe: [['tax']], fields: {} },
          { object: 'orders', fields: {} },
        ],
      },
      Contacts: {
        sources: [
          {
            object: 'subscribers',
            dedupe: [['tax'], ['first', 'last']],
            exclude: [{ when: { field: 'first', in: ['test'] }, reason: 'test' }],
            fields: {},
          },
        ],
      },
    },
  }),
  context,
);
const duplicatesOf = (row: Record<string, string>) => deduped.compare('subscribers', { id: '1', ...row }).duplicates;

test('rows are compared without regard to case and surplus blanks, and a blank value equals nothing', () => {
  expect(duplicatesOf({ first: ' ADA', last: 'van  Dyk' })).toEqual(
    duplicatesOf({ first: 'ada', last: 'Van Dyk\u00a0' }),
  );
  expect(duplicatesOf({ first: 'Ada', last: '' })).toEqual([null, null, null]);
});

test('rows of different routes, excluded rows and unreadable rows are not compared', () => {
  const [business, residential] = [duplicatesOf({ type: 'BUS', tax: '1' }), duplicatesOf({ tax: '1' })];
  expect(business).toEqual([expect.any(String), null, null]);
  expect(residential).toEqual([null, expect.any(String), null]);
  expect(duplicatesOf({ tax: '1', first: 'test' })).toEqual([null, null, null]);
  expect(duplicatesOf({ tax: '1', extensions: '[' })).toEqual([null, null, null]);
});

test('a row is compared by its key, if it has one', () => {
  expect(deduped.compare('orders', { id: ' O1' })).toEqual({ key: 's:orders:O1', duplicates: [], route: 0 });
  expect(deduped.compare('orders', { id: '' }).key).toBeNull();
  expect(deduped.compare('invoices', { id: 'I1' })).toEqual({ key: 's:invoices:I1', duplicates: [], route: -1 });
});

test('an object without a key field has no keys', () => {
  const keyless = compileMapping(mapping, { ...context, keyFields: {} });
  expect(reasonOf(keyless.transform(staged({ name: 'Ada' })))).toEqual(['rejected', 'missing source id']);
});

test('a foreign identifier is found in a key whose field is named after it', () => {
  const keyed = compileMapping(mapping, { ...context, keyFields: { billing_accounts: 'imsi' } });
  const made = keyed.transform(staged({ name: 'Ada', imsi: '234150999999999' }));
  expect(made).toMatchObject({ decided: { outcome: 'rejected', key: 's:billing_accounts: row 7' } });
});

test('a number that is only suspicious is a good key', () => {
  expect(map(staged({ name: 'Ada', id: '4111111111111111' }))).toMatchObject({ kind: 'queued' });
});

test('with hashKeys the key and every reference to the object are hashed alike', () => {
  const hashed = compileMapping(Mapping.parse({ ...mapping, hashKeys: ['billing_accounts'] }), context);
  const record = recordOf(hashed.transform(staged({ name: 'Ada', parent: 'BA-10' })));
  expect(record).toMatchObject({
    key: 's:billing_accounts:K4',
    custom: { Parent_Account: { $key: 's:billing_accounts:K5' } },
  });
});

const invoiceMapping = (products: object[]) =>
  Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      Invoices: {
        sources: [
          {
            object: 'invoices',
            fields: { Subject: { from: 'id' } },
            lines: {
              from: 'lines',
              into: 'Invoiced_Items',
              products,
              fields: {
                Product_Name: { from: 'item', lookup_from: 'item_object', required: true },
                List_Price: { from: 'price', transforms: ['money'], required: true },
              },
            },
          },
        ],
      },
    },
  });
const invoice = (products: object[], lines: object[]) =>
  compileMapping(invoiceMapping(products), context).transform(
    staged({ id: 'I1', lines: JSON.stringify(lines) }, { object: 'invoices' }),
  );
const tax = { when: { field: 'kind', in: ['TAX'] }, object: 'product_catalog', id: 'TAX' };
const lines = [
  { item: 'P1', item_object: 'service_plans', kind: 'RENT', price: '10.00' },
  { item: '', item_object: '', kind: 'TAX', price: '2.00' },
];

test('a line without a product gets the default product of its kind, with a remark', () => {
  const made = invoice([tax], lines);
  expect(recordOf(made)).toMatchObject({
    base: {
      Invoiced_Items: [
        { Product_Name: { $key: 's:service_plans:P1' }, List_Price: 10 },
        { Product_Name: { $key: 's:product_catalog:TAX' }, List_Price: 2 },
      ],
    },
    refs: ['s:service_plans:P1', 's:product_catalog:TAX'],
  });
  expect(made.remarks).toEqual([
    { key: 's:invoices:I1', field: 'Invoiced_Items.Product_Name', rule: 'default:product of lines without one' },
  ]);
});

test('of a record that is rejected, no default is said to be written', () => {
  const made = invoice([tax], [...lines, { item: '', item_object: '', kind: 'OTHER', price: '1.00' }]);
  expect(reasonOf(made)[0]).toBe('rejected');
  expect(made.remarks).toEqual([]);
});

test('a line without a product that no default is for rejects the record, as Zoho would', () => {
  const reason = ['rejected', 'Invoiced_Items.Product_Name: missing'];
  expect(reasonOf(invoice([], lines))).toEqual(reason);
  expect(reasonOf(invoice([{ ...tax, when: { field: 'kind', in: ['CREDIT'] } }], lines))).toEqual(reason);
});

test.each(['N/A', 'n.a.', '-', '0000000000', '1234567890', '99999', 'Unbekannt'])(
  'the placeholder %s makes no duplicates, and each row has a remark',
  (tax_id) => {
    const one = compileMapping(
      Mapping.parse({
        version: 1,
        phoneRegion: 'IE',
        currency: 'EUR',
        modules: {
          Contacts: {
            sources: [{ object: 'subscribers', dedupe: [['tax_id']], fields: { Last_Name: { from: 'name' } } }],
          },
        },
      }),
      context,
    );
    const row = { id: 'S1', name: 'Ash', tax_id };
    expect(one.compare('subscribers', row).duplicates).toEqual([null]);
    expect(one.transform(staged(row, { object: 'subscribers' })).remarks).toEqual([
      { key: 's:subscribers:S1', field: 'tax_id', rule: 'not compared:a placeholder' },
    ]);
  },
);

const people = compileMapping(
  Mapping.parse({
    version: 1,
    phoneRegion: 'IE',
    currency: 'EUR',
    modules: {
      Contacts: {
        sources: [
          {
            object: 'subscribers',
            dedupe: [
              ['mobile', 'last'],
              [{ field: 'alt', as: 'phone' }, 'since'],
              ['mail', { field: 'company', as: 'name' }],
              [{ field: 'vat', as: 'id' }],
            ],
            fields: {
              Mobile: { from: 'mobile', transforms: ['phone'] },
              Last_Name: { from: 'last', transforms: ['repair_encoding', 'upper'] },
              Email: { from: 'mail', transforms: ['email'] },
            },
            custom: { Since: { from: 'since', transforms: ['date'] } },
          },
        ],
      },
    },
  }),
  { ...context, phoneRegion: 'IE' },
);
const compared = (row: Record<string, string>) => people.compare('subscribers', { id: 'S1', ...row }).duplicates;

test.each<[Record<string, string>, Record<string, string>]>([
  [
    { mobile: '+353 21 5550101', last: 'Ó Briain' },
    { mobile: '+353 21 555 0101', last: 'o  briain' },
  ],
  [
    { mobile: '021 555 0101', last: 'MÃ¡rtin' },
    { mobile: '00353215550101', last: 'martin' },
  ],
  [
    { alt: '+353 21 555 0101', since: '2020-05-31' },
    { alt: '(021) 555-0101', since: '31/05/2020' },
  ],
  [
    { mail: 'Ann@Example.org', company: 'Alder & Sons, Ltd.' },
    { mail: 'ann@example.org ', company: 'ALDER SONS LTD' },
  ],
  [{ vat: 'IE 123-456-7' }, { vat: 'ie1234567' }],
])('%j and %j are duplicates', (one, other) => {
  expect(compared(one)).toEqual(compared(other));
  expect(compared(one).filter((value) => value !== null)).toHaveLength(1);
});

test('values of different people, and values that can not be read, are not duplicates', () => {
  expect(compared({ mobile: '+353 21 555 0101', last: 'Ash' })).not.toEqual(
    compared({ mobile: '+353 21 555 0102', last: 'Ash' }),
  );
  expect(compared({ mobile: 'call me', last: 'Ash' })).toEqual([null, null, null, null]);
  expect(
    people.transform(staged({ mobile: 'call me', last: 'Ash' }, { object: 'subscribers' })).remarks,
  ).toContainEqual({
    ...{ key: 's:subscribers:SUB-1', field: 'mobile', rule: 'not compared:phone: not a phone number' },
  });
  expect(compared({ mail: 'ann@example.org', company: '---' })).toEqual([null, null, null, null]);
});

test('a name that is blank after its encoding is repaired is compared with nothing, and is no name', () => {
  expect(compared({ mail: 'ann@example.org', company: 'Â\u00a0' })).toEqual([null, null, null, null]);
  expect(reasonOf(map(staged({ name: 'Â\u00a0' })))).toEqual(['rejected', 'Account_Name: only invisible characters']);
});

test('a custom field that no rule is for has a remark, without an identifier in its name', () => {
  const extensions = JSON.stringify({ tier: '1', colour: 'red', 'imsi-234150999999999': '', empty: '' });
  expect(map(staged({ name: 'Ada', extensions })).remarks).toEqual([
    { key: 's:billing_accounts:BA-1', field: 'extensions.colour', rule: 'unmapped:no rule for this custom field' },
  ]);
  const ignoring = (ignore: object) => {
    const own = structuredClone(mapping);
    Object.assign(own.modules['Accounts']?.sources[0]?.ignore ?? {}, ignore);
    return compileMapping(own, context).transform(staged({ name: 'Ada', extensions })).remarks;
  };
  expect(ignoring({ 'extensions.colour': 'not wanted' })).toEqual([]);
  expect(ignoring({ extensions: 'none of them' })).toEqual([]);
});

const history = compileMapping(
  Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: {
      Calls: {
        sources: [
          {
            object: 'interactions',
            fields: { Subject: { from: 'text' }, What_Id: { from: 'customer', lookup: 'subscribers' } },
          },
        ],
      },
      Notes: {
        sources: [
          {
            object: 'notes',
            fields: {
              Note_Title: { from: 'title' },
              Note_Content: { from: 'text', split: true },
              Parent_Id: { from: 'customer', lookup: 'subscribers' },
            },
          },
        ],
      },
    },
  }),
  { ...context, keyFields: { interactions: 'id', notes: 'id' } },
);
const ofHistory = (object: 'notes' | 'interactions', row: Record<string, string>) =>
  history.transform({
    object,
    place: 'row 1',
    row: { text: 'Hello', customer: 'S-1', ...row },
    earlier: null,
    survivor: null,
  });
const subject = { $key: 's:subscribers:S-1', $module: true };

test('an activity and a note refer to a record whose module is only known when they are sent', () => {
  expect(recordOf(ofHistory('interactions', { id: 'I-1' })).base).toEqual({
    ...{ Portage_Key: 's:interactions:I-1', Subject: 'Hello', What_Id: subject },
  });
  expect(recordOf(ofHistory('interactions', { id: 'I-1', customer: '' })).base).toEqual({
    ...{ Portage_Key: 's:interactions:I-1', Subject: 'Hello' },
  });
});

describe('an e-mail', () => {
  const fields = {
    ...{ from: { from: 'from' }, to: { from: 'to' }, cc: { from: 'cc' }, subject: { from: 'subject' } },
    ...{ content: { from: 'text' }, date_time: { from: 'at', transforms: ['datetime'] }, sent: { constant: true } },
    ...{ original_message_id: { from: 'message' }, Parent_Id: { from: 'customer', lookup: 'subscribers' } },
  };
  const mapping = Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
    modules: { Emails: { sources: [{ object: 'interactions', fields }] } },
  });
  const row = {
    ...{ id: 'I-1', from: 'Ann <ann@a.example>', to: 'bob@b.example', cc: 'eve@e.example; eve', subject: 'Hello' },
    ...{ text: 'Text', at: '2024-01-02T10:00:00Z', message: '<m1@a.example>', customer: 'S-1' },
  };
  const mailOf = (changes: Record<string, string>, takenAt?: number) =>
    compileMapping(mapping, { ...context, keyFields: { interactions: 'id' }, takenAt }).transform({
      ...{ object: 'interactions', place: 'row 1', earlier: null, survivor: null },
      row: { ...row, ...changes },
    });

  test('is queued with its people, its record and the id of its message, and reports an address that is left out', () => {
    const made = mailOf({});
    expect(recordOf(made).base).toMatchObject({
      ...{ from: 'Ann <ann@a.example>', to: ['bob@b.example'], cc: ['eve@e.example'], Parent_Id: subject },
      ...{ original_message_id: '<m1@a.example>', mail_format: 'text' },
    });
    expect(made.remarks).toEqual([{ key: 's:interactions:I-1', field: 'cc', rule: 'blank:not an e-mail address' }]);
    expect(recordOf(mailOf({ message: '' })).base['original_message_id']).toBe('<s.interactions.I-1@portage.invalid>');
  });

  test('is rejected with the reason for which Zoho would refuse it', () => {
    const rejection = { outcome: 'rejected', reason: 'to: no recipient' };
    expect(mailOf({ to: '' })).toMatchObject({ kind: 'decided', decided: rejection });
    const future = { outcome: 'rejected', reason: 'date_time: in the future' };
    expect(mailOf({}, Date.parse('2024-01-01T00:00:00Z'))).toMatchObject({ kind: 'decided', decided: future });
  });
});

test('a file holds its key in its clean name, hangs on a record of the object that the row names, and needs room for the key', () => {
  const files = compileMapping(
    Mapping.parse({
      ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
      modules: {
        Attachments: {
          sources: [
            {
              object: 'documents',
              fields: {
                File_Name: { from: 'name' },
                Parent_Id: { from: 'owner', lookup_from: 'object', required: true },
              },
            },
          ],
        },
      },
    }),
    { ...context, keyFields: { documents: 'id', subscribers: 'id' } },
  );
  const found = (row: Record<string, string>) =>
    files.transform({
      ...{ object: 'documents', place: 'row 1', earlier: null, survivor: null },
      row: { id: 'D-1', object: 'subscribers', owner: 'S-1', ...row },
    });
  expect(recordOf(found({ name: 'contract.pdf' })).base).toEqual({
    ...{ File_Name: 'contract [s.documents.D-1].pdf', Parent_Id: subject },
  });
  expect(found({ name: 'contract.pdf' }).remarks).toEqual([]);
  expect(found({ name: '../contract.pdf' }).remarks).toEqual([
    { key: 's:documents:D-1', field: 'File_Name', rule: 'repaired:file name' },
  ]);
  expect(reasonOf(found({ object: 'dealers' }))).toEqual(['rejected', 'Parent_Id: unknown source object']);
  expect(reasonOf(found({ id: 'D'.repeat(240) }))).toEqual(['rejected', 'the key is too long for File_Name']);
});

test('a note holds its key in its title, and is rejected if the title has no room for the key', () => {
  expect(recordOf(ofHistory('notes', { id: 'N-1', title: 'Anna' })).base).toEqual({
    ...{ Note_Title: 'Anna [s:notes:N-1]', Note_Content: 'Hello', Parent_Id: subject },
  });
  expect(reasonOf(ofHistory('notes', { id: 'N'.repeat(120) }))).toEqual([
    ...['rejected', 'the key is too long for Note_Title'],
  ]);
});

test('an id that is looked up in several objects becomes a reference to any of them', () => {
  const either = (hashKeys: string[]) =>
    compileMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', hashKeys },
        modules: {
          Sales_Orders: {
            sources: [{ object: 'orders', fields: { X: { from: 'x', lookup: ['product_catalog', 'service_plans'] } } }],
          },
        },
      }),
      context,
    );
  const record = recordOf(either([]).transform(staged({ x: 'P-1' }, { object: 'orders' })));
  const keys = ['s:product_catalog:P-1', 's:service_plans:P-1'];
  expect(record.base['X']).toEqual({ $key: keys[0], $or: [keys[1]] });
  expect(record.refs).toEqual(keys);
  const hashed = recordOf(either(['service_plans']).transform(staged({ x: 'P-1' }, { object: 'orders' })));
  expect(hashed.refs).toEqual(['s:product_catalog:P-1', 's:service_plans:K3']);
});

test('the title of a note whose text is too long for one says that it is the first of several', () => {
  const found = ofHistory('notes', { id: 'N-1', title: 'Anna', text: 'x'.repeat(70_000) });
  expect(recordOf(found).base).toMatchObject({ Note_Title: 'Anna [s:notes:N-1] (1 of 2)' });
  expect(found.remarks).toEqual([{ key: 's:notes:N-1', field: 'Note_Content', rule: 'repaired:split' }]);
  expect(recordOf(ofHistory('notes', { id: 'N-1', text: '' })).base).not.toHaveProperty('Note_Content');
});

test('a record gets its tags, and a value that the map does not have is a remark', () => {
  const tagged = Mapping.parse({
    ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', maps: { states: { A: 'Active' } } },
    modules: {
      Accounts: { sources: [{ object: 'billing_accounts', fields: {}, tags: [{ from: 'state', map: 'states' }] }] },
    },
  });
  const made = (state: string) => compileMapping(tagged, context).transform(staged({ state }));
  expect(recordOf(made('A')).base['Tag']).toEqual([{ name: 'Active' }]);
  expect(recordOf(made('Z')).base['Tag']).toEqual([]);
  expect(made('Z').remarks).toEqual([
    { key: 's:billing_accounts:BA-1', field: 'Tag', rule: 'blank:state is not in the value map states' },
  ]);
});
