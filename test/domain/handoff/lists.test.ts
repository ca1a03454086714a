import { handoffLists, listColumns, listSources } from '../../../domain/handoff/lists.ts';
import { Mapping, type SourceRule } from '../../../schemas/mapping.ts';

const source = (object: string, changes: object) => ({ object, fields: {}, ...changes });
const sourcesOf = (...sources: object[]) =>
  listSources(Mapping.parse({ version: 1, phoneRegion: 'GB', currency: 'GBP', modules: { Products: { sources } } }));
/** The rows of the only list of a source. */
function rows(handoff: SourceRule['handoff'], row: Record<string, string>) {
  const [only] = sourcesOf(source('service_plans', { handoff }));
  return only!.rowsOf({ object: 'service_plans', id: 'P1', row, nameOf: (id) => (id === 'A' ? 'Router' : '') });
}

test('a formula is a row with its text', () => {
  expect(rows({ pricing_rules: { formula: 'formula' } }, { formula: ' base - 5 % ' })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', name: '', kind: 'formula', condition: '', effect: 'base - 5 %' },
      ...{ products: '', valid_from: '', valid_to: '', raw: 'base - 5 %' },
      zoho_rule: 'On quotes and orders with P1: set the price of P1 to base - 5 %.',
    },
  ]);
});

const prices = {
  ...{
    name: 'name',
    products: 'items',
    valid_from: 'since',
    valid_to: 'until',
    discounts: ['discounts', 'promotions'],
  },
};
const plan = { name: 'Max', items: 'A, B', since: '2020-01-01', until: '2030-12-31' };

test('each entry of a list of discounts is a row with its condition, effect, validity and products', () => {
  const discounts = '[{"condition":"term >= 24","percent":5.00,"stacks":true,"cap":null}]';
  expect(rows({ pricing_rules: prices }, { ...plan, discounts })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', name: 'Max', kind: 'discount', condition: 'term >= 24' },
      ...{ effect: 'percent 5.00, stacks true', products: 'A, B', valid_from: '2020-01-01', valid_to: '2030-12-31' },
      raw: '{"condition":"term >= 24","percent":"5.00","stacks":"true","cap":""}',
      zoho_rule:
        'On quotes and orders with A, B, if term >= 24: apply percent 5.00, stacks true. Valid from 2020-01-01 until 2030-12-31.',
    },
  ]);
});

test('an entry can have products and a validity of its own', () => {
  const promotions = '[{"products":"C","valid_from":"2024","valid_to":"2025","steps":[1,2]}]';
  expect(rows({ pricing_rules: prices }, { ...plan, promotions })).toMatchObject([
    { products: 'C', valid_from: '2024', valid_to: '2025', condition: '', effect: 'steps ["1","2"]' },
  ]);
});

test.each(['10 % off', '{"percent":5}', '[5]', '[[5]]', '[null]'])(
  'discounts that are no list of entries are kept as a text: %s',
  (discounts) => {
    expect(rows({ pricing_rules: prices }, { ...plan, discounts })).toMatchObject([
      { kind: 'unread', raw: discounts, zoho_rule: '' },
    ]);
  },
);

test('a record without pricing rules has no row', () => {
  expect(rows({ pricing_rules: prices }, { ...plan, discounts: '[]', promotions: ' ' })).toEqual([]);
});

test('the tax set-up of an account is its scheme and the proof of its exemption', () => {
  const taxes = { scheme: 'scheme', exemption: ['certificate', 'letter'] };
  expect(rows({ taxes }, { scheme: 'STANDARD', certificate: '', letter: '' })).toEqual([
    { object: 'service_plans', id: 'P1', kind: 'taxed', scheme: 'STANDARD', exemption: '' },
  ]);
  expect(rows({ taxes: { exemption: taxes.exemption } }, { certificate: 'C-1', letter: 'L-2' })).toMatchObject([
    { kind: 'exempt', scheme: '', exemption: 'C-1, L-2' },
  ]);
  expect(rows({ taxes }, {})).toEqual([]);
});

test.each([
  ['12.50', 'positive'],
  ['-3', 'negative'],
  ['0.00', 'zero'],
  ['', 'zero'],
  ['1.234,56', 'unread'],
])('the balance %s of an account is listed as it is, as %s', (balance, kind) => {
  const balances = { balance: 'b', credit_limit: 'c', currency: 'k', dunning: ['stage', 'since'] };
  expect(rows({ balances }, { b: balance, c: '100', k: 'GBP', stage: 'D2', since: '2025-01-01' })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', kind, balance, credit_limit: '100', currency: 'GBP' },
      ...{ dunning: 'D2, 2025-01-01', in_zoho: '' },
    },
  ]);
});

test('an account without balance, credit limit and dunning has no row', () => {
  expect(rows({ balances: { balance: 'b' } }, { b: ' ' })).toEqual([]);
});

test('an account that is dunned has a row with its level, and what is next', () => {
  const dunning = { level: 'l', since: 's', amount: 'a', currency: 'c', next_action: 'n', next_on: 'd' };
  const row = { l: ' 2 ', s: '2025-03-01', a: '120.50', c: 'GBP', n: 'send the final notice', d: '2025-04-01' };
  expect(rows({ dunning }, row)).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', kind: 'level 2', level: '2', since: '2025-03-01', amount: '120.50' },
      ...{ currency: 'GBP', next_action: 'send the final notice', next_on: '2025-04-01' },
    },
  ]);
  expect(rows({ dunning: { level: 'l' } }, { l: 'D1' })).toMatchObject([{ kind: 'level D1', since: '', amount: '' }]);
});

test.each(['', ' ', '0'])('an account of the level "%s" is not dunned and has no row', (level) => {
  expect(rows({ dunning: { level: 'l' } }, { l: level })).toEqual([]);
});

test.each([
  ['10.00', 'open'],
  ['-1', 'overpaid'],
  ['10,00', 'unread'],
])('an invoice of which %s is open is listed as %s', (open, kind) => {
  const receivables = { open: 'o', account: 'a', due: 'd', status: 's' };
  expect(rows({ receivables }, { o: open, a: 'BA-1', d: '2026-01-01', s: 'Sent' })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', kind, account: 'BA-1', open, currency: '', issued: '' },
      ...{ due: '2026-01-01', status: 'Sent' },
    },
  ]);
});

test('a paid invoice has no row', () => {
  expect(rows({ receivables: { open: 'o' } }, { o: '0.0000000000' })).toEqual([]);
});

test('a bundle has a row for each component, with its name and quantity', () => {
  const components = '[{"item_code":"A","quantity":2},{"item_code":"B"},{"quantity":1}]';
  expect(rows({ bundles: { name: 'name', components: 'components' } }, { name: 'Home', components })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', name: 'Home', kind: 'component' },
      ...{ item: 'A', item_name: 'Router', quantity: '2' },
    },
    expect.objectContaining({ item: 'B', item_name: '', quantity: '' }),
    expect.objectContaining({ item: '', quantity: '1' }),
  ]);
});

test('components are read whatever their members are called, and from a plain list of ids', () => {
  const components = '[{"menge":2,"artikelnr":"A"},{"anzahl":"3","was":" B "},{"code":"C","name":"Router"}]';
  const bundles = { components: 'components' };
  expect(rows({ bundles }, { components })).toMatchObject([
    { item: 'A', quantity: '2' },
    { item: 'B', quantity: '3' },
    { item: 'C', quantity: '' },
  ]);
  expect(rows({ bundles }, { components: '["A", "", 7]' })).toMatchObject([{ item: 'A' }, { item: '7' }]);
  expect(rows({ bundles }, { components: '[A, B' })).toMatchObject([{ item: '[A' }, { item: 'B' }]);
});

test('components can be ids with commas between them; their quantity is not known', () => {
  expect(rows({ bundles: { components: 'items' } }, { items: 'A, ,B' })).toMatchObject([
    { name: '', item: 'A', quantity: '' },
    { item: 'B', quantity: '' },
  ]);
});

test('an allowance is a row with its amount, and no row where the source has none', () => {
  const allowances = { minutes: 'minutes', SMS: 'sms' };
  expect(rows({ bundles: { allowances } }, { minutes: '100', sms: '' })).toEqual([
    {
      ...{ object: 'service_plans', id: 'P1', name: '', kind: 'allowance' },
      ...{ item: 'minutes', item_name: '', quantity: '100' },
    },
  ]);
});

test('each list has its source, and a row belongs to the source whose route takes it', () => {
  const taxes = { scheme: 'scheme' };
  const found = sourcesOf(
    source('billing_accounts', { route: { field: 'kind', in: ['A'] }, handoff: { taxes } }),
    source('billing_accounts', { handoff: { taxes } }),
    source('orders', {}),
  );
  expect(found.map(({ list, object }) => [list, object])).toEqual([
    ['taxes', 'billing_accounts'],
    ['taxes', 'billing_accounts'],
  ]);
  const takers = (kind: string) => found.map(({ takes }) => takes({ kind }));
  expect([takers('A'), takers('B')]).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('all columns of a row are columns of the file of its list', () => {
  const samples = {
    pricing_rules: rows({ pricing_rules: { formula: 'f' } }, { f: 'x' }),
    taxes: rows({ taxes: { scheme: 's' } }, { s: 'x' }),
    bundles: rows({ bundles: { components: 'c' } }, { c: 'x' }),
    balances: rows({ balances: { balance: 'b' } }, { b: '1' }),
    dunning: rows({ dunning: { level: 'l' } }, { l: '1' }),
    receivables: rows({ receivables: { open: 'o' } }, { o: '1' }),
  };
  for (const list of handoffLists) expect(Object.keys(samples[list][0]!).sort()).toEqual([...listColumns[list]].sort());
});

test.each(['pricing_rules', 'taxes', 'balances', 'bundles'])(
  'a list %s without anything to list is refused',
  (list) => {
    expect(() => sourcesOf(source('service_plans', { handoff: { [list]: {} } }))).toThrow(/needs/);
  },
);
