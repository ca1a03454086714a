import { proposeMapping } from '../../../domain/proposal/propose.ts';
import type { SourceTable } from '../../../domain/proposal/source.ts';
import { linesAdvice } from '../../../domain/missing-lines.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { column, field, refersTo, table } from './columns.ts';

const lookup = (apiName: string, lookupModule: string, mandatory = false) =>
  field(apiName, 'lookup', { lookupModule, mandatory });
const destination = {
  Accounts: [
    field('Account_Name', 'text', { mandatory: true, length: 200 }),
    field('Phone', 'phone'),
    field('Billing_Street'),
    lookup('Parent_Account', 'Accounts'),
  ],
  Contacts: [
    field('First_Name'),
    field('Last_Name', 'text', { mandatory: true }),
    field('Email', 'email'),
    lookup('Account_Name', 'Accounts'),
  ],
  Products: [
    field('Product_Name', 'text', { mandatory: true }),
    field('Product_Code'),
    field('Product_Active', 'boolean'),
  ],
  Invoices: [
    field('Subject', 'text', { mandatory: true }),
    lookup('Account_Name', 'Accounts', true),
    lookup('Sales_Order', 'Sales_Orders'),
    field('Status', 'picklist', { pickListValues: ['Created', 'Delivered'] }),
  ],
};
const accounts = table('billing_accounts', [
  column('account_no', 'id'),
  column('holder_name', 'company'),
  column('phone', 'phone'),
  column('vat_id', 'tax_number'),
  column('version', 'number'),
  column('password', 'text'),
]);
const subscribers = table('subscribers', [
  column('subscriber_no', 'id'),
  column('account_no', 'reference', refersTo('billing_accounts')),
  column('kind', 'code', { values: ['RES', 'BUS'] }),
  column('company_name', 'company'),
  column('first_name', 'given_name'),
  column('last_name', 'family_name'),
  column('email', 'email'),
]);
const plans = table('service_plans', [
  column('plan_code', 'id'),
  column('plan_name', 'title'),
  column('status', 'status', { values: ['Active', 'Retired'] }),
]);
const product = column('item_code', 'reference', refersTo('service_plans'));
const invoices = table(
  'invoices',
  [
    column('invoice_no', 'id'),
    column('account_no', 'reference', refersTo('billing_accounts')),
    column('order_no', 'reference', refersTo('orders')),
    column('status', 'status', { values: ['Paid', 'Odd\n# state'] }),
  ],
  { lines: [product, column('qty', 'quantity'), column('price', 'money'), column('imsi', 'text')] },
);
const propose = (...tables: SourceTable[]) =>
  proposeMapping({ tables, destination, records: {}, currency: 'EUR', phoneRegion: 'DE', key: 'Portage_Key' });

test('a mapping has fields, custom fields, lookups, what is left out and what is withheld', () => {
  const { mapping } = propose(accounts);
  expect(mapping).toEqual({
    ...{ version: 1, phoneRegion: 'DE', currency: 'EUR', key: 'Portage_Key', maps: {} },
    withhold: ['billing_accounts.password'],
    modules: {
      Accounts: {
        custom: { Vat_Id: { label: 'Vat Id', type: 'text', length: 40 } },
        sources: [
          {
            object: 'billing_accounts',
            dedupe: [['vat_id', 'holder_name']],
            fields: {
              Account_Name: {
                from: 'holder_name',
                transforms: ['repair_encoding', 'collapse_spaces'],
                length: 200,
                required: true,
              },
              Phone: { from: 'phone', transforms: ['phone'] },
            },
            custom: { Vat_Id: { from: 'vat_id', transforms: ['trim'] } },
            ignore: { version: 'only the source needs it' },
          },
        ],
      },
    },
  });
  expect(Mapping.safeParse(mapping).success).toBe(true);
});

test('orders with a supplier become purchase orders, and the column of the supplier decides that for both', () => {
  const inventory = (...more: ReturnType<typeof field>[]) => [field('Subject', 'text', { mandatory: true }), ...more];
  const orders = table(
    'orders',
    [column('order_no', 'id'), column('supplier_no', 'reference', refersTo('suppliers'))],
    { lines: [product, column('qty', 'quantity'), column('price', 'money')] },
  );
  const suppliers = table('suppliers', [column('supplier_no', 'id'), column('name', 'company')]);
  const { mapping } = proposeMapping({
    ...{ tables: [suppliers, orders, plans], records: {}, currency: 'EUR', phoneRegion: 'DE', key: 'Portage_Key' },
    destination: {
      ...destination,
      Vendors: [field('Vendor_Name', 'text', { mandatory: true })],
      Sales_Orders: inventory(),
      Purchase_Orders: inventory(lookup('Vendor_Name', 'Vendors', true)),
    },
  });
  expect(mapping.modules['Vendors']!.sources[0]).toMatchObject({ fields: { Vendor_Name: { from: 'name' } } });
  expect(mapping.modules['Purchase_Orders']!.sources[0]).toMatchObject({
    route: { field: 'supplier_no', empty: false },
    fields: { Vendor_Name: { from: 'supplier_no', lookup: 'suppliers', required: true } },
    lines: { into: 'Purchase_Items' },
  });
  expect(mapping.modules['Sales_Orders']!.sources[0]).toMatchObject({
    ignore: { supplier_no: 'it decides the route' },
  });
});

test('what lookups will not find is said beside them, and before all else if many lines name no product', () => {
  const gaps = (lost: number) => [
    { objects: ['service_plans' as const], rows: 100 - lost },
    { objects: [], rows: lost },
  ];
  const reaching = (lost: number): SourceTable => {
    const [key, account, ...others] = invoices.columns;
    const withGaps = {
      ...account!,
      reach: [
        { objects: ['billing_accounts' as const], rows: 9 },
        { objects: [], rows: 1 },
      ],
    };
    const line = { ...product, reach: gaps(lost) };
    return { ...invoices, columns: [key!, withGaps, ...others], lines: [line, ...invoices.lines!.slice(1)] };
  };
  const { comments, remarks, decisions } = propose(accounts, plans, reaching(4));
  const beside = comments.find(({ at }) => at.at(-1) === 'Product_Name' && at.includes('lines'));
  expect(beside?.text).toBe('4 of 100 values are the id of no record: a load rejects their records');
  expect(remarks).toEqual([]);
  const account = decisions.find(({ column: name, module }) => name === 'account_no' && module === 'Invoices');
  expect(account?.evidence).toContain('1 of 10 values are the id of no record');
  expect(propose(accounts, plans, reaching(5)).remarks).toEqual([
    'The products of the lines of invoices: 5 of 100 values are the id of no record: a load rejects their records.',
  ]);
});

test('lines whose products can not be loaded keep their lookup, so that the check of the mapping names it', () => {
  const { mapping } = propose(accounts, invoices);
  expect(mapping.modules['Invoices']!.sources[0]!.lines!.fields['Product_Name']).toMatchObject({
    lookup: 'service_plans',
  });
});

test('tax set-up and conditional prices go into lists of the handoff', () => {
  const account = table('billing_accounts', [
    ...[column('account_no', 'id'), column('holder_name', 'company')],
    ...[column('vat_scheme', 'code'), column('tax_exempt_cert', 'code'), column('tax_rule', 'code')],
  ]);
  const priced = table('service_plans', [
    ...[column('plan_code', 'id'), column('plan_name', 'title')],
    ...[column('pricing_formula', 'text'), column('discounts', 'json'), column('bestandteile', 'json')],
    column('components', 'json'),
  ]);
  const { mapping, decisions } = propose(account, priced);
  expect(mapping.modules['Accounts']!.sources[0]).toMatchObject({
    handoff: { taxes: { scheme: ['vat_scheme', 'tax_rule'], exemption: ['tax_exempt_cert'] } },
  });
  expect(mapping.modules['Products']!.sources[0]!.handoff).toEqual({
    pricing_rules: { formula: ['pricing_formula'], discounts: ['discounts'] },
    bundles: { components: 'bestandteile' },
  });
  // A list has one column of components; the second one is kept as it is.
  expect(mapping.modules['Products']!.sources[0]!.custom).toEqual({
    Components: { from: 'components', transforms: ['json'] },
  });
  expect(mapping.modules['Products']!.sources[0]!.ignore).toBeUndefined();
  expect(decisions.find((one) => one.column === 'discounts')).toMatchObject({ into: 'ignore' });
});

test('business subscribers become accounts, persons contacts, and each column says so', () => {
  const { mapping, decisions } = propose(accounts, subscribers);
  const [, business] = mapping.modules['Accounts']!.sources;
  expect(business).toMatchObject({
    route: { field: 'kind', in: ['BUS'] },
    fields: { Account_Name: { from: 'company_name' }, Parent_Account: { lookup: 'billing_accounts' } },
    ignore: { last_name: 'it is about a person, and these records are companies' },
  });
  expect(mapping.modules['Contacts']!.sources[0]).toMatchObject({
    dedupe: [['email', 'first_name', 'last_name']],
    fields: { First_Name: {}, Last_Name: { required: true }, Account_Name: { lookup: 'billing_accounts' } },
    ignore: { company_name: 'companies become accounts' },
  });
  const into = decisions.filter(({ column: name }) => name === 'kind').map((one) => one.into);
  expect(into).toEqual(['route', 'ignore']);
});

test('a flag that decides the route takes the name of no field', () => {
  const flagged = table('subscribers', [
    column('subscriber_no', 'id'),
    column('company', 'flag', { values: ['true', 'false'] }),
    column('firm', 'company'),
    column('last_name', 'family_name'),
  ]);
  const { decisions } = propose(flagged);
  const into = (module: string) =>
    decisions.filter((one) => one.module === module).map((one) => [one.column, one.into]);
  expect(into('Accounts')).toEqual([
    ['company', 'route'],
    ['firm', 'Account_Name'],
    ['last_name', 'ignore'],
  ]);
  expect(into('Contacts')).toEqual([
    ['company', 'ignore'],
    ['firm', 'ignore'],
    ['last_name', 'Last_Name'],
  ]);
});

test('a company that decides the route is the name of the account', () => {
  const columns = subscribers.columns.filter(({ facts }) => facts.column !== 'kind');
  const { mapping } = propose(accounts, table('subscribers', columns, { companiesWithoutPerson: 1 }));
  expect(mapping.modules['Accounts']!.sources[1]).toMatchObject({
    route: { field: 'company_name', empty: false },
    fields: { Account_Name: { from: 'company_name' } },
  });
});

test('a status of a plan sets a check box, and the states of an invoice go to those of Zoho', () => {
  const { mapping, comments } = propose(accounts, plans, invoices);
  expect(mapping.maps).toEqual({
    service_plans_status: { Active: true, Retired: false },
    invoices_status: { Paid: 'Delivered' },
  });
  expect(mapping.modules['Invoices']!.sources[0]).toMatchObject({
    fields: { Status: { map: 'invoices_status' }, Subject: { from: 'invoice_no', required: true } },
    lines: { into: 'Invoiced_Items' },
    money: {},
  });
  expect(comments.find(({ at }) => at[0] === 'maps')?.text).toContain('Odd');
  expect(mapping.withhold).toContain('invoices.lines.imsi');
});

test('a column is withheld from its own object, and not from another one that has one of the same name', () => {
  const [orders, bills] = (['orders', 'invoices'] as const).map((object) => ({
    ...invoices,
    ...{ object, lines: [product, column('qty', 'quantity')] },
    columns: [...invoices.columns, column('memo', object === 'orders' ? 'network_identifier' : 'text')],
  }));
  const { mapping } = propose(orders!, bills!);
  expect(mapping.withhold).toEqual(['orders.memo']);
  expect(JSON.stringify(mapping.modules['Invoices'])).toContain('"from":"memo"');
});

test('a pick list of which no value has a counterpart becomes a custom field', () => {
  const odd = {
    ...invoices,
    columns: invoices.columns.map((one) => (one.values ? { ...one, values: ['Zip', 'Zap'] } : one)),
  };
  const { mapping, decisions } = propose(accounts, plans, odd);
  expect(mapping.modules['Invoices']!.custom).toHaveProperty('Source_Status');
  expect(decisions).toContainEqual(
    expect.objectContaining({ column: 'status', into: 'custom', evidence: ['no value has a counterpart in Status'] }),
  );
});

test('a reference to records that are not loaded becomes a custom field', () => {
  const { mapping } = propose(accounts, plans, invoices);
  expect(mapping.modules['Invoices']!.custom).toHaveProperty('Order_No');
});

test('lines without a product are none', () => {
  const { remarks } = propose(accounts, { ...invoices, lines: [column('qty', 'quantity')] });
  expect(remarks).toEqual(['invoices is not loaded into Invoices: Zoho requires lines, and no line names a product.']);
});

test('what can not be loaded is left out with its reason', () => {
  const { remarks, mapping } = propose(
    accounts,
    table('payments', [column('payment_no', 'id')]),
    table('orders', [column('order_no', 'id')]),
    table('invoices', invoices.columns),
    table('product_catalog', []),
    { ...invoices, columns: invoices.columns.slice(0, 1) },
  );
  expect(Object.keys(mapping.modules)).toEqual(['Accounts']);
  expect(remarks).toEqual([
    'payments has no module: it stays in staging.',
    'orders is not loaded into Sales_Orders: the org has no such module.',
    `invoices is not loaded into Invoices: Zoho requires lines. ${linesAdvice}`,
    'product_catalog is not loaded into Products: Zoho requires Product_Name, and no column fits.',
    'invoices is not loaded into Invoices: Zoho requires Account_Name, and no column fits.',
  ]);
});

test('ids that are network identifiers are hashed and shown nowhere', () => {
  const { mapping } = propose({ ...accounts, hasSecretKeys: true });
  expect(mapping.hashKeys).toEqual(['billing_accounts']);
  expect(JSON.stringify(mapping.modules)).not.toContain('account_no');
});

test('the parts of a street go into one field, with the note of the first', () => {
  const columns = [
    ...accounts.columns,
    column('street', 'street'),
    column('street2', 'text'),
    column('address2', 'text'),
  ];
  const { mapping, comments, decisions } = propose(table('billing_accounts', columns));
  expect(mapping.modules['Accounts']!.sources[0]!.fields['Billing_Street']).toMatchObject({
    from: ['street', 'street2', 'address2'],
    join: ', ',
  });
  expect(comments.filter(({ at }) => at.at(-1) === 'Billing_Street')).toHaveLength(1);
  expect(decisions.find((one) => one.column === 'address2')?.evidence).toEqual(['continues street']);
});

test('the street of another address is no part of the first one', () => {
  const streets = ['street', 'street_2', 'house_number', 'delivery_street'].map((name) => column(name, 'street'));
  const { decisions } = propose(table('billing_accounts', [column('no', 'id'), column('name', 'company'), ...streets]));
  const into = Object.fromEntries(decisions.map((one) => [one.column, one.into]));
  expect(into).toMatchObject({ street: 'Billing_Street', street_2: 'Billing_Street', house_number: 'Billing_Street' });
  expect(into['delivery_street']).toBe('custom');
});

describe('a name', () => {
  const part = (name: string, semantic: 'given_name' | 'family_name' | 'person_name' | 'company', filled = 600) =>
    column(name, semantic, { filled });
  const nameOf = (module: 'Accounts' | 'Contacts', ...tables: SourceTable[]) => {
    const source = propose(accounts, ...tables).mapping.modules[module]!.sources.at(-1)!;
    return { rule: source.fields[module === 'Accounts' ? 'Account_Name' : 'Last_Name'], custom: source.custom };
  };
  const people = (columns: ReturnType<typeof column>[], changes: Partial<SourceTable> = {}) =>
    table('contacts', [column('contact_no', 'id'), ...columns], changes);
  const own = (...columns: ReturnType<typeof column>[]) => {
    const { mapping } = propose(table('billing_accounts', [column('account_no', 'id'), ...columns]));
    return mapping.modules['Accounts']!.sources[0]!;
  };

  test('that is blank for firms is completed by that of the company, which is kept', () => {
    const { rule, custom } = nameOf(
      'Contacts',
      people([part('apell', 'family_name'), part('raz_soc', 'company', 400)]),
    );
    expect(rule).toMatchObject({ from: ['apell', 'raz_soc'] });
    expect(custom).toMatchObject({ Raz_Soc: { from: 'raz_soc' } });
  });

  test('that every row has is not completed', () => {
    const columns = [part('apell', 'family_name', 1_000), part('raz_soc', 'company', 400)];
    expect(nameOf('Contacts', people(columns)).rule).toMatchObject({ from: 'apell' });
  });

  test('in two columns is completed only if no person has a company', () => {
    const columns = [part('apell1', 'family_name'), part('apell2', 'family_name'), part('raz_soc', 'company', 400)];
    const from = (companiesWithoutPerson: number | null) =>
      nameOf('Contacts', people(columns, { companiesWithoutPerson })).rule;
    expect(from(1)).toMatchObject({ from: ['apell1', 'apell2', 'raz_soc'], join: ' ' });
    expect(from(0.99)).toMatchObject({ from: ['apell1', 'apell2'] });
  });

  test('in two columns is not completed by a company that was not compared with the persons', () => {
    const surnames = [part('apell1', 'family_name'), part('apell2', 'family_name')];
    const columns = [...surnames, part('nom_com', 'company', 400), part('raz_soc', 'company', 900)];
    const { rule } = nameOf('Contacts', people(columns, { companiesWithoutPerson: 1 }));
    expect(rule).toMatchObject({ from: ['apell1', 'apell2'] });
  });

  test('of an account is that of its company, its person, or the name by which it trades', () => {
    const columns = [part('nom_com', 'company'), part('raz_soc', 'company'), part('titular', 'person_name')];
    expect(own(...columns).fields['Account_Name']).toMatchObject({ from: ['nom_com', 'raz_soc', 'titular'] });
  });

  test('by which an account trades is not joined with the others', () => {
    const columns = [
      ...[part('nom_com', 'company'), part('raz_soc', 'company')],
      ...[part('nom', 'given_name'), part('apell', 'family_name')],
    ];
    const { fields, custom } = own(...columns);
    expect(fields['Account_Name']).toMatchObject({ from: ['raz_soc', 'nom', 'apell'], join: ' ' });
    expect(custom).toMatchObject({ Nom_Com: { from: 'nom_com' } });
  });

  test('by which an account trades is joined where it is the only one of companies', () => {
    const columns = [part('nom_com', 'company'), part('nom', 'given_name'), part('apell', 'family_name')];
    expect(own(...columns).fields['Account_Name']).toMatchObject({ from: ['nom_com', 'nom', 'apell'] });
  });
});
