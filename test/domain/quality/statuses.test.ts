import { oddStatuses } from '../../../domain/quality/odd-statuses.ts';
import { contextWith, findWith, ruleNamed } from '../../support/survey.ts';

const counted = (counts: Record<string, number>) => Object.entries(counts).map(([value, rows]) => ({ value, rows }));

test.each([
  ['a typing error', 'Termintaed', { Terminated: 100, Termintaed: 2 }],
  ['other case', 'active', { Active: 100, active: 3 }],
  ['a blank behind it', 'Active ', { Active: 100, 'Active ': 90 }],
  ['the beginning of a word', 'SUSP', { Suspended: 100, SUSP: 3 }],
  ['a missing letter', 'Actve', { Active: 100, Actve: 1 }],
  ['another sign between words', 'in_progress', { 'In progress': 50, in_progress: 4 }],
])('%s is another spelling', (_, odd, counts) => {
  expect(oddStatuses(counted(counts as unknown as Record<string, number>), null)).toEqual([odd]);
});

test.each([
  ['as frequent as the other', { Closed: 10, Close: 9 }],
  ['another word', { Active: 100, Inactive: 3, Barred: 2 }],
  ['a code', { 11: 100, 12: 1 }],
  ['a short word', { On: 100, Off: 1 }],
])('%s is a status of its own', (_, counts) => {
  expect(oddStatuses(counted(counts as unknown as Record<string, number>), null)).toEqual([]);
});

test('with a value map, what the map does not know is found, and only that', () => {
  const counts = { Active: 10, Closed: 1, Frozen: 100, 'Active ': 1 };
  expect(oddStatuses(counted(counts), new Set(['Active', 'Closed']))).toEqual(['Frozen', 'Active ']);
});

test('a missing status is found where nearly all records have one', async () => {
  const rows = Array.from({ length: 20 }, (_, place) => [`O${place}`, place === 3 ? '' : 'New', place > 5 ? '' : 'x']);
  const orders = { columns: { no: 'id', status: 'status', other: 'status' } as const, rows };
  const required = (field: string) => ({ isRequired: (_: string, one: string) => one === field });
  expect(await findWith('DQ25', { orders }, required('none'))).toEqual(['orders O3: status, no status']);
  // Where the load needs it, the column is looked at however few records have one.
  expect(await findWith('DQ25', { orders }, required('other'))).toHaveLength(6);
});

test('a status that the mapping does not know is found by the object and the field', async () => {
  const orders = {
    columns: { no: 'id', status: 'status' } as const,
    rows: [
      ['O1', 'New'],
      ['O2', 'Odd'],
    ],
  };
  const mappedValues = (object: string, field: string) =>
    `${object}.${field}` === 'orders.status' ? new Set(['New']) : null;
  expect(await findWith('DQ25', { orders }, { mappedValues })).toEqual([
    'orders O2: status, another spelling, or unknown',
  ]);
});

describe('a closed account', () => {
  const billing_accounts = {
    columns: { no: 'id', status: 'status' } as const,
    rows: [
      ['A1', 'Closed'],
      ['A2', 'Closed'],
      ['A3', 'Active'],
    ],
  };
  const subscribers = {
    columns: { no: 'id', account: 'reference billing_accounts', status: 'status' } as const,
    rows: [
      ['S1', 'A1', 'Active'],
      ['S2', 'A2', 'Terminated'],
      ['S3', 'A3', 'Active'],
    ],
  };

  test('with an active subscriber is found', async () => {
    expect(await findWith('DQ26', { billing_accounts, subscribers })).toEqual(['billing_accounts A1: status']);
  });

  test('is not looked for where a status is missing', async () => {
    expect(await findWith('DQ26', { billing_accounts })).toEqual([]);
    expect(await findWith('DQ26', { subscribers })).toEqual([]);
  });
});

test('an unknown status keeps a record from the load only where the mapping has a value map and requires the field', () => {
  const orders = { columns: { no: 'id', status: 'status' } as const, rows: [['O1', 'New']] };
  const blocks = (changes: Parameters<typeof contextWith>[1]) =>
    ruleNamed('DQ25').search(contextWith({ orders }, changes))[0]?.blocks;
  expect(blocks({ mappedValues: () => new Set(['New']) })).toBe(true);
  expect(blocks({ mappedValues: () => new Set(['New']), isRequired: () => false })).toBe(false);
  expect(blocks({})).toBeUndefined();
});
