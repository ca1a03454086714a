import { linesAdvice } from '../../domain/missing-lines.ts';
import { checkDates } from '../../domain/check-dates.ts';
import { checkMapping } from '../../domain/check-mapping.ts';
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
    money: {},
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
      money: {},
    }),
    columns,
    destination,
  );
  expect(problems).toMatchObject([{ severity: 'warn', message: 'billing_accounts.tax is neither mapped nor ignored' }]);
});

test('where orders have no lines, it is said where to put them', () => {
  const fields = { Subject: { from: 'no' } };
  const lines = { from: 'lines', into: 'Ordered_Items', fields: {} };
  const text = {
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: { Sales_Orders: { sources: [{ object: 'orders', fields, lines }] } },
  };
  const problems = (present: string[]) =>
    checkMapping(Mapping.parse(text), { orders: present }, {}).filter(({ message }) =>
      message.startsWith('orders has'),
    );
  expect(problems(['no', 'lines'])).toEqual([]);
  expect(problems(['no'])).toMatchObject([{ message: 'orders has no field lines', fix: linesAdvice }]);
});

test('a problem says where it is, how bad it is and how to fix it', () => {
  const columnsLeft = { billing_accounts: ['name', 'company', 'parent', 'login', 'tax'] };
  expect(checkMapping(mapping(), columnsLeft, destination)).toEqual([
    {
      severity: 'fail',
      path: 'modules.Accounts.sources[0].custom.Tier',
      message: 'billing_accounts has no field extensions.tier',
      fix: 'Use one of: name, company, parent, login, tax.',
    },
  ]);
  expect(checkMapping(mapping({ ignore: {} }), columns, destination)).toEqual([
    {
      severity: 'warn',
      path: 'modules.Accounts.sources[0].fields',
      message: 'billing_accounts.tax is neither mapped nor ignored',
      fix: 'Map tax, or list it under ignore with a reason.',
    },
  ]);
});

test('each kind of problem has its own fix', () => {
  const fields = {
    Account_Name: { from: 'name' },
    Created_Time: { from: 'company' },
    Colour: { from: 'parent' },
    Owner: { from: 'login', map: 'colours' },
  };
  expect(checkMapping(mapping({ fields }), columns, destination).map(({ fix }) => fix)).toEqual([
    'Add it under maps.',
    'Use a custom field.',
    'Use a field of the module, or define the field under custom.',
  ]);
});

test('the column of the lines and the column of the route are used, and lines fill their subform', () => {
  const changes = {
    lines: { from: 'items', into: 'Ordered_Items', fields: {} },
    route: { field: 'kind', in: ['A'] },
    money: {},
  };
  const present = { billing_accounts: [...columns.billing_accounts, 'items', 'kind'] };
  const wanted = { Accounts: [...destination.Accounts, field('Ordered_Items', { mandatory: true })] };
  expect(checkMapping(mapping(changes), present, wanted)).toEqual([]);
  expect(checkMapping(mapping(), columns, wanted)).toMatchObject([
    {
      message: 'Zoho requires Ordered_Items, but no field is mapped to it',
      fix: 'Map a source field to Ordered_Items.',
    },
  ]);
});

test('every problem is found at once: columns, maps, lookups and fields of lines, and constants that do not fit', () => {
  const whole = Mapping.parse({
    version: 1,
    phoneRegion: 'GB',
    currency: 'GBP',
    modules: {
      Invoices: {
        custom: {
          Kind: { type: 'picklist', values: ['A'] },
          Points: { type: 'integer' },
          Unused: { type: 'date' },
          Grade: { type: 'text', length: 2 },
        },
        sources: [
          {
            object: 'invoices',
            dedupe: [[{ field: 'vat', as: 'id' }]],
            fields: {
              Subject: { from: 'no', map: 'constructor' },
              Account_Name: { from: 'account', lookup: 'orders' },
            },
            custom: {
              Kind: { constant: 'B' },
              Points: { from: 'points' },
              Grade: { from: 'grade', map: 'grades' },
            },
            lines: {
              from: 'lines',
              into: 'Invoiced_Items',
              products: [{ when: { field: 'kind', in: ['TAX'] }, object: 'product_catalog', id: 'TAX' }],
              fields: {
                Product_Name: { from: 'item', lookup: 'service_plans' },
                Tax: { from: 'tax', map: 'taxes' },
              },
            },
            money: {},
            ignore: { gone: 'was there before' },
          },
        ],
      },
    },
    maps: { grades: { '1': 'gold' } },
  });
  const facts = { lines: { invoices: ['item', 'kind'] }, extensions: { invoices: ['tier', 'grade'] } };
  const found = checkMapping(whole, { invoices: ['no', 'account', 'points', 'grade', 'lines'] }, {}, facts);
  expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    'fail: invoices has no field vat',
    'warn: invoices has no field gone',
    'fail: the lines of invoices have no field tax',
    'fail: it names product_catalog, but Product_Name refers to service_plans',
    'fail: the value map constructor is missing',
    'fail: the value map taxes is missing',
    'fail: it refers to orders, which no module loads',
    'fail: it refers to service_plans, which no module loads',
    'warn: invoices.extensions.tier is neither mapped nor ignored',
    'warn: invoices.extensions.grade is neither mapped nor ignored',
    'fail: the value "B" does not fit Kind: not a declared value',
    'warn: no rule fills Unused',
    'warn: the value "gold" does not fit Grade: longer than 2 characters',
  ]);
  expect(found.at(-1)?.fix).toBe('Correct the value map grades, or change the declaration.');
  expect(found.at(-3)?.fix).toBe('Correct the constant, or add the value to the declared values.');
});

test('a default product needs a lookup for the product of lines', () => {
  const products = [{ when: { field: 'kind', empty: true }, object: 'service_plans', id: 'P1' }];
  const lines = { from: 'parent', into: 'Ordered_Items', products, fields: {} };
  const message = 'modules.Accounts.sources[0].lines.products[0]: the lines have no lookup for Product_Name';
  expect(messages({ lines })).toContain(message);
  expect(messages({ lines: { ...lines, fields: { Product_Name: { constant: 'P1' } } } })).toContain(message);
  const named = { Product_Name: { from: 'item', lookup_from: 'object' } };
  expect(messages({ lines: { ...lines, fields: named }, money: {} })).toEqual([]);
});

test('custom fields of the source that are ignored together or withheld need no rule each', () => {
  const facts = { extensions: { billing_accounts: ['tier', 'grade'] } };
  expect(checkMapping(mapping(), columns, {}, facts)).toHaveLength(1);
  const keyed = { billing_accounts: [...columns.billing_accounts, 'account_no'] };
  expect(checkMapping(mapping(), keyed, {}, { keys: { billing_accounts: 'account_no' } })).toEqual([]);
  const ignored = mapping({ ignore: { tax: 'never moves', extensions: 'not wanted' } });
  expect(checkMapping(ignored, columns, {}, facts)).toEqual([]);
  expect(checkMapping({ ...mapping(), withhold: ['extensions.grade'] }, columns, {}, facts)).toEqual([]);
});

test('a declaration of dates for a field that the object does not have is a problem', () => {
  const declared = ['due', 'extensions.review', 'lines.from', 'until'];
  expect(checkDates('orders', declared, ['due', 'extensions'])).toMatchObject([
    { path: 'objects.orders.dates.lines.from' },
    { path: 'objects.orders.dates.until', message: 'orders has no field until', severity: 'fail' },
  ]);
});

test('lines without a declaration of money cause a warning, also in a mapping that is otherwise complete', () => {
  const lines = { from: 'parent', into: 'Ordered_Items', fields: {} };
  expect(checkMapping(mapping({ lines }), columns, {})).toMatchObject([
    { severity: 'warn', path: 'modules.Accounts.sources[0].money', fix: expect.stringContaining('money: {}') },
  ]);
  expect(checkMapping(mapping({ lines, money: {} }), columns, {})).toEqual([]);
  const ignore = { total: 'computed from the lines', tax: 'in the prices' };
  const withTotal = { billing_accounts: [...columns.billing_accounts, 'total'] };
  expect(checkMapping(mapping({ lines, ignore }), withTotal, {})).toEqual([]);
});

test('the columns of money must exist, count as used, and a balance needs a field that is mapped from it', () => {
  const money = { total: 'gross', currency: 'tax', balance: 'tax' };
  expect(messages({ ignore: {}, money })).toEqual([
    'modules.Accounts.sources[0].money.total: billing_accounts has no field gross',
    'modules.Accounts.sources[0].money.balance: no field is mapped from tax',
  ]);
  expect(messages({ money: { balance: 'parent', tax: undefined } })).toEqual([]);
});

test('the past must not remind or invite anybody, and notes take no custom fields', () => {
  const found = (module: string, source: object) =>
    checkMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
        modules: { [module]: { sources: [{ object: 'notes', ...source }] } },
      }),
      { notes: ['people', 'text'] },
      {},
    ).filter(({ severity }) => severity === 'fail');
  expect(found('Events', { fields: { Participants: { from: 'people' } }, ignore: { text: 'no' } })).toMatchObject([
    { path: 'modules.Events.sources[0].fields.Participants', message: expect.stringContaining('write to people') },
  ]);
  expect(
    found('Notes', { fields: { Note_Content: { from: 'text' } }, custom: { People: { from: 'people' } } }),
  ).toMatchObject([{ path: 'modules.Notes.sources[0].custom', message: 'Notes take no custom fields' }]);
});

test('only the text of a note is split', () => {
  const found = (module: string, fields: object) =>
    checkMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
        modules: { [module]: { sources: [{ object: 'notes', fields }] } },
      }),
      { notes: ['text'] },
      {},
    )
      .filter(({ severity }) => severity === 'fail')
      .map(({ path, message }) => [path, message]);
  const message = 'only the text of a note can be split';
  expect(found('Notes', { Note_Content: { from: 'text', split: true } })).toEqual([]);
  expect(found('Notes', { Note_Title: { from: 'text', split: true } })).toEqual([
    ['modules.Notes.sources[0].fields.Note_Title', message],
  ]);
  expect(found('Calls', { Note_Content: { from: 'text', split: true } })).toEqual([
    ['modules.Calls.sources[0].fields.Note_Content', message],
  ]);
  expect(() => found('Notes', { Note_Content: { from: 'text', split: true, length: 100 } })).toThrow('split');
});

test('a file is a document with a name and a record', () => {
  const found = (object: string, fields: object) =>
    checkMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
        modules: { Attachments: { sources: [{ object, fields }] } },
      }),
      { documents: ['name', 'owner', 'object'], notes: ['name', 'owner', 'object'] },
      {},
    )
      .filter(({ severity }) => severity === 'fail')
      .map(({ path, message }) => [path.replace('modules.Attachments.sources[0].', ''), message]);
  const parent = { Parent_Id: { from: 'owner', lookup_from: 'object', required: true } };
  expect(found('documents', { File_Name: { from: 'name' }, ...parent })).toEqual([]);
  expect(found('notes', parent)).toEqual([['object', 'notes have no files']]);
  expect(found('documents', { ...parent, Size: { from: 'name' } })).toEqual([
    ['fields.Size', 'Zoho sets Size of Attachments itself'],
  ]);
  for (const fields of [{}, { Parent_Id: { from: 'owner', lookup_from: 'object' } }])
    expect(found('documents', fields)).toEqual([['fields', 'a file hangs on a record']]);
});

test('an e-mail has the fields that Zoho takes, and a record', () => {
  const found = (changes: object) => {
    const text = { from: 'text' };
    const fields = {
      ...{ from: text, to: text, subject: text, content: text, sent: text },
      date_time: { from: 'text', transforms: ['datetime'] },
      Parent_Id: { from: 'owner', lookup: 'billing_accounts', required: true },
      ...changes,
    };
    const given = Object.fromEntries(Object.entries(fields).filter(([, rule]) => rule !== null));
    const accounts = { object: 'billing_accounts', fields: {} };
    return checkMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
        modules: {
          Accounts: { sources: [accounts] },
          Emails: { sources: [{ object: 'interactions', fields: given }] },
        },
      }),
      { interactions: ['text', 'owner'], billing_accounts: [] },
      {},
    )
      .filter(({ severity }) => severity === 'fail')
      .map(({ path, message }) => [path.replace('modules.Emails.sources[0].', ''), message]);
  };
  expect(found({ original_message_id: { from: 'text' }, cc: { from: 'text' } })).toEqual([]);
  expect(found({ Subject: { from: 'text' } })).toEqual([['fields.Subject', 'an e-mail in Zoho has no Subject']]);
  expect(found({ to: null })).toEqual([['fields', 'Zoho takes no e-mail without to']]);
  expect(found({ Parent_Id: null })).toEqual([['fields', 'Zoho takes no e-mail without Parent_Id']]);
  const parent = { from: 'owner', lookup: 'billing_accounts' };
  for (const Parent_Id of [parent, { from: 'owner', required: true }])
    expect(found({ Parent_Id })).toEqual([['fields.Parent_Id', 'an e-mail hangs on a record']]);
  expect(found({ date_time: null })).toEqual([['fields', 'Zoho takes no e-mail without date_time']]);
  expect(found({ date_time: { from: 'text' } })).toEqual([['fields.date_time', 'it must be a point in time']]);
});

test('no rule can delete e-mails that have vanished, because Zoho can not', () => {
  const found = (module: string, vanished: string) => {
    const modules = { [module]: { vanished, sources: [{ object: 'interactions', fields: {} }] } };
    const mapping = Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules });
    return checkMapping(mapping, {}, {}).filter(({ path }) => path === `modules.${module}.vanished`);
  };
  for (const rule of ['delete', 'ask']) expect(found('Emails', rule)).toMatchObject([{ severity: 'fail' }]);
  expect([...found('Emails', 'keep'), ...found('Notes', 'delete')]).toEqual([]);
});

test('a check box takes true and false only, from a constant or a value map', () => {
  const found = (active: object, maps = {}) =>
    checkMapping(
      Mapping.parse({
        ...{ version: 1, phoneRegion: 'GB', currency: 'GBP', maps },
        modules: { Products: { sources: [{ object: 'service_plans', fields: { Product_Active: active } }] } },
      }),
      { service_plans: ['state'] },
      { Products: [{ ...field('Product_Active'), dataType: 'boolean' }] },
    ).map(({ severity, message, fix }) => [severity, message, fix]);
  expect(found({ from: 'state', map: 'active' }, { active: { A: true, X: 'FALSE', Y: null } })).toEqual([
    ...[
      [
        ...['fail', 'Product_Active is a check box, and "FALSE" is neither true nor false'],
        'Write true or false without quotes in the value map active.',
      ],
    ],
  ]);
  expect(found({ constant: 'yes' })).toMatchObject([
    ['fail', expect.stringContaining('"yes"'), expect.stringContaining('the constant')],
    ['warn', expect.stringContaining('state is neither mapped'), expect.anything()],
  ]);
  expect(found({ from: 'state', transforms: ['boolean'] })).toEqual([]);
});

test('objects of the source that no module takes are named, because they stay in staging', () => {
  const found = checkMapping(mapping(), { ...columns, notes: ['text'], payments: ['amount'] }, destination);
  expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    'warn: payments of the source are in no module, so they stay in staging',
    'warn: notes of the source are in no module, so they stay in staging',
  ]);
});

test('a field that is filled from what is withheld is refused; a reference is not, because it becomes an id of Zoho', () => {
  const withhold = ['name', 'parent', 'extensions.tier', 'lines.sim'];
  const lines = {
    from: 'lines',
    into: 'Ordered_Items',
    fields: { Description: { from: 'sim' }, Quantity: { from: 'qty' } },
  };
  const all = { ...mapping({ lines, money: {} }), withhold };
  const found = checkMapping(all, { billing_accounts: [...columns.billing_accounts, 'lines'] }, {});
  expect(found.map(({ path, message, fix }) => `${path}: ${message}. ${fix}`)).toEqual(
    ['fields.Account_Name', 'custom.Tier', 'lines.fields.Description'].map((at, place) => {
      const field = ['name', 'extensions.tier', 'lines.sim'][place]!;
      return `modules.Accounts.sources[0].${at}: it reads ${field}, which withhold keeps out of Zoho. Remove the rule, or remove ${field} from withhold if it may reach Zoho.`;
    }),
  );
});

test('a field that is withheld from one object can be read from another one, and the entry is named', () => {
  const messages = (withhold: string[]) =>
    checkMapping({ ...mapping(), withhold }, columns, {})
      .filter(({ severity }) => severity === 'fail')
      .map(({ fix }) => fix);
  expect(messages(['subscribers.name'])).toEqual([]);
  expect(messages(['billing_accounts.name'])).toEqual([
    'Remove the rule, or remove billing_accounts.name from withhold if it may reach Zoho.',
  ]);
});

test('a name under withhold with a misspelt object is reported, because it withholds nothing', () => {
  const known = { billing_accounts: [...columns.billing_accounts, 'lines', 'gate.code'] };
  const named = ['billing_accounts.name', 'lines.sim', 'billing_accounts.lines.pin', 'gate.code', 'imsi'];
  const found = checkMapping({ ...mapping(), withhold: [...named, 'billing_account.name'] }, known, {});
  expect(
    found.filter(({ path }) => path === 'withhold').map(({ severity, message }) => `${severity}: ${message}`),
  ).toEqual(['warn: billing_account.name names no field of the source, so nothing is withheld by it']);
});

test("a module of Zoho's own is not created", () => {
  const create = { singular: 'Item', plural: 'Items', profiles: ['Standard'] };
  const sources = [{ object: 'service_plans', fields: {} }];
  const modules = Mapping.shape.modules.parse({ Products: { create, sources }, Items: { create, sources } });
  const found = checkMapping({ ...mapping(), modules }, columns, destination);
  expect(found.filter(({ path }) => path.endsWith('.create'))).toMatchObject([
    { severity: 'fail', path: 'modules.Products.create', message: "Products is a module of Zoho's own" },
  ]);
});

test('a lock on a module whose records Zoho can not lock fails', () => {
  const lock = { except: ['Administrator'] };
  const plans = [{ object: 'service_plans', fields: {} }];
  const modules = { Products: { lock, sources: plans }, Accounts: { ...mapping().modules['Accounts']!, lock } };
  const found = checkMapping({ ...mapping(), modules: Mapping.shape.modules.parse(modules) }, columns, destination);
  expect(found.filter(({ path }) => path.endsWith('.lock'))).toMatchObject([
    { severity: 'fail', path: 'modules.Products.lock', message: 'Zoho has no rules that lock records of Products' },
  ]);
});

test('a field of a list of the handoff is decided, and must be one of the source', () => {
  const present = { billing_accounts: [...columns.billing_accounts, 'vat', 'proof'] };
  expect(messages({ handoff: { taxes: { scheme: 'vat', exemption: ['proof'] } } }, present)).toEqual([]);
  expect(messages({ handoff: { bundles: { allowances: { MB: 'megabytes' } } } })).toEqual([
    'modules.Accounts.sources[0].handoff.bundles.allowances: billing_accounts has no field megabytes',
  ]);
});

test.each(['tax set-up is handed off', 'it goes to the pricing-rule inventory', 'part of the handoff'])(
  'a reason that claims a list is a warning if no list has the field: %s',
  (reason) => {
    expect(messages({ ignore: { tax: reason } })).toEqual([
      'modules.Accounts.sources[0].ignore: the reason for tax says that it is handed off, and no list of the handoff has it',
    ]);
    expect(messages({ ignore: { tax: reason }, handoff: { taxes: { scheme: 'tax' } } })).toEqual([]);
  },
);
