import { columnsOf, compileTraits, sourceOf } from '../../../domain/spot-check/traits.ts';
import { Mapping } from '../../../schemas/mapping.ts';

const mapping = Mapping.parse({
  version: 1,
  phoneRegion: 'US',
  currency: 'USD',
  maps: { status: { open: 'Open' } },
  modules: {
    Invoices: {
      custom: { Channel: { type: 'picklist', values: ['Web'] } },
      sources: [
        {
          object: 'invoices',
          fields: {
            Subject: { from: ['number', 'id'] },
            Status: { from: 'state', map: 'status' },
            Balance: { from: 'due', transforms: ['money'] },
            Kind: { constant: 'invoice' },
          },
          custom: { Channel: { from: 'extensions.channel' } },
          lines: { from: 'lines', into: 'Invoiced_Items', fields: {} },
          money: { balance: 'due' },
        },
      ],
    },
  },
});
const specialOf = (values: Record<string, string | number | boolean | null>) =>
  compileTraits(mapping)({ module: 'Invoices', object: 'invoices', outcome: 'created', values });

test('the outcome and the values of pick lists are traits', () => {
  expect(specialOf({ Status: 'Open', Channel: 'Web', Subject: 'x' }).traits).toEqual([
    'created in Invoices',
    'Invoices: Status is Open',
    'Invoices: Channel is Web',
  ]);
});

test('an open balance and letters of another script are traits', () => {
  expect(specialOf({ Balance: '12.50', Subject: 'Счёт' }).traits).toEqual([
    'created in Invoices',
    'Invoices: letters that are not Latin',
    'Invoices: open Balance',
  ]);
});

test('the longest text and the highest and lowest amounts are extremes', () => {
  expect(specialOf({ Subject: 'four', Balance: -3 }).extremes).toEqual({
    'Invoices: longest text': 4,
    'Invoices: highest Balance': -3,
    'Invoices: lowest Balance': 3,
  });
});

test.each([null, '', 'unknown', true])('%p is no amount', (value) => {
  expect(Object.keys(specialOf({ Balance: value }).extremes)).toEqual(['Invoices: longest text']);
});

test('records of one module are read with the same rules', () => {
  const traitsOf = compileTraits(mapping);
  const record = { module: 'Invoices', object: 'invoices', outcome: 'updated', values: {} } as const;
  expect(traitsOf(record)).toEqual(traitsOf(record));
});

test('a record that the mapping does not know has its outcome only', () => {
  const record = { module: 'Accounts', object: 'invoices', outcome: 'merged', values: {} } as const;
  expect(compileTraits(mapping)(record).traits).toEqual(['merged in Accounts']);
});

test('each field is shown with the source columns that it is made from', () => {
  expect(Object.fromEntries(columnsOf(mapping, 'Invoices', 'invoices'))).toEqual({
    Subject: ['number', 'id'],
    Status: ['state'],
    Balance: ['due'],
    Kind: [],
    Channel: ['extensions.channel'],
    Invoiced_Items: ['lines'],
  });
  expect(columnsOf(mapping, 'Accounts', 'invoices').size).toBe(0);
  expect(sourceOf(mapping, 'Accounts', 'invoices')).toBeUndefined();
});
