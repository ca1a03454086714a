import { FieldRule } from '../../../schemas/mapping.ts';
import { contextWith, declared, findWith, ruleNamed } from '../../support/survey.ts';

const billing_accounts = {
  columns: { no: 'id', parent: 'reference billing_accounts' } as const,
  rows: [
    ['A1', ''],
    ['A2', 'A1'],
  ],
};

test('a record whose account does not exist is found', async () => {
  const subscribers = {
    columns: { no: 'id', account: 'reference billing_accounts' } as const,
    rows: [
      ['S1', ' A1'],
      ['S2', 'A9'],
      ['S3', ''],
    ],
  };
  expect(await findWith('DQ15', { billing_accounts, subscribers })).toEqual(['subscribers S2: account']);
});

test('a reference that is lost alone, and that of an object that is not loaded, block nothing', () => {
  const notes = { columns: { no: 'id', account: 'reference billing_accounts' } as const, rows: [] };
  const blocks = (changes: Parameters<typeof contextWith>[1]) =>
    ruleNamed('DQ15')
      .search(contextWith({ notes }, changes))
      .map((search) => search.blocks);
  expect(blocks({})).toEqual([true]);
  expect(blocks({ lostWithout: () => 'field' })).toEqual([false]);
  expect(blocks({ lostWithout: () => null })).toEqual([false]);
});

test('a record that is its own parent, a circle, and a hierarchy that is too deep are found', async () => {
  const deep = Array.from({ length: 8 }, (_, level) => [`L${level}`, level === 0 ? '' : `L${level - 1}`]);
  const rows = [['A1', 'A1'], ['B1', 'B2'], ['B2', 'B1'], ['C1', 'A1'], ...deep];
  expect(await findWith('DQ16', { billing_accounts: { ...billing_accounts, rows } })).toEqual(
    ['A1', 'B1', 'B2', 'L6', 'L7'].map((id) => `billing_accounts ${id}: parent`),
  );
});

const service_plans = {
  columns: { code: 'id', price: 'money price' } as const,
  rows: [
    ['P1', '10.00'],
    ['P2', '20.0000'],
  ],
};
const line = { item: 'reference service_plans', price: 'money price' } as const;

test('a line whose plan does not exist is found at its order', async () => {
  const orders = {
    columns: { no: 'id' } as const,
    lines: line,
    rows: [
      ['O1', [{ item: 'P1' }, { item: 'P9' }]],
      ['O2', [{ item: 'P2' }]],
    ],
  };
  expect(await findWith('DQ22', { service_plans, orders })).toEqual(['orders O1: lines']);
});

test('a code that differs from an earlier one in case or blanks is found', async () => {
  const rows = [
    ['P1', ''],
    ['p1', ''],
    ['P2', ''],
    ['Q', ''],
  ];
  expect(await findWith('DQ23', { service_plans: { ...service_plans, rows } })).toEqual(['service_plans p1: record']);
  expect(await findWith('DQ23', { billing_accounts })).toEqual([]);
});

test('a line with another price than the catalogue is found', async () => {
  const orders = {
    columns: { no: 'id' } as const,
    lines: line,
    rows: [
      ['O1', [{ item: 'P1', price: '10.0000' }]],
      ['O2', [{ item: 'P2', price: '1.99' }]],
      ['O3', [{ item: 'P9', price: '1.99' }]],
    ],
  };
  expect(await findWith('DQ24', { service_plans, orders })).toEqual(['orders O2: lines.price']);
});

test('prices are compared as the amounts that they are', async () => {
  const orders = {
    columns: { no: 'id' } as const,
    lines: line,
    rows: [
      ['O1', [{ item: 'P1', price: '10,00' }]],
      ['O2', [{ item: 'P2', price: '10,00' }]],
    ],
  };
  const plans = { columns: { code: 'id', betrag: 'money price' } as const, rows: service_plans.rows };
  const readAs = declared({ price: { numbers: { decimal: ',' } }, betrag: { numbers: { decimal: '.' } } });
  expect(await findWith('DQ24', { service_plans: plans, orders }, { readAs })).toEqual(['orders O2: lines.price']);
});

test('a price is what the mapping loads as one, or the only amount that is nothing else', async () => {
  const rows = (own: string) => [['O1', [{ item: 'P1', x: own, rebate: '3' }]]];
  const lines = { item: 'reference service_plans', x: 'number', rebate: 'money discount' } as const;
  const orders = { columns: { no: 'id' } as const, lines, rows: rows('11.00') };
  const plans = { columns: { code: 'id', y: 'number', z: 'money' } as const, rows: [['P1', '10.00', '11.00']] };
  const filled: Record<string, string[]> = { List_Price: ['lines.x'], Unit_Price: ['y'] };
  const filledFrom = (_: string, into: string) => filled[into] ?? [];
  expect(await findWith('DQ24', { service_plans: plans, orders }, { filledFrom })).toEqual(['orders O1: lines.x']);
  // Without the mapping, only amounts are prices.
  const amounts = { ...orders, lines: { ...lines, x: 'money' } as const, rows: rows('12.00') };
  expect(await findWith('DQ24', { service_plans: plans, orders: amounts })).toEqual(['orders O1: lines.x']);
  expect(await findWith('DQ24', { service_plans: plans, orders })).toEqual([]);
  const two = { ...amounts, lines: { ...amounts.lines, other: 'money' } as const };
  expect(await findWith('DQ24', { service_plans: plans, orders: two })).toEqual([]);
});

test('without prices in the catalogue no price is compared', async () => {
  const orders = { columns: { no: 'id' } as const, lines: line, rows: [['O1', [{ item: 'P1', price: '1' }]]] };
  const plans = { columns: { code: 'id' } as const, rows: [['P1']] };
  expect(await findWith('DQ24', { service_plans: plans, orders })).toEqual([]);
});

test('where the mapping looks a code up decides which codes lead nowhere, whatever the values seem to be', async () => {
  const product_catalog = { columns: { code: 'id' } as const, rows: [['A1'], ['A2']] };
  const orders = {
    columns: { no: 'id' } as const,
    lines: { item: 'code' } as const,
    rows: [
      ['O1', [{ item: 'P1' }, { item: 'A2' }]],
      ['O2', [{ item: 'ZZZ' }]],
    ],
  };
  const rule = FieldRule.parse({ from: 'item', lookup: ['service_plans', 'product_catalog', 'suppliers'] });
  const rulesFor = (object: string, field: string) => (object === 'orders' && field === 'lines.item' ? [rule] : []);
  expect(await findWith('DQ22', { service_plans, product_catalog, orders }, { rulesFor })).toEqual([
    'orders O2: lines',
  ]);
  expect(await findWith('DQ22', { service_plans, product_catalog, orders })).toEqual([]);
});
