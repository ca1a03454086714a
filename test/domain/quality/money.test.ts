import type { ColumnFacts } from '../../../schemas/column-facts.ts';
import type { ReadAmount } from '../../../domain/quality/rule.ts';
import {
  contextWith,
  declared,
  findWith,
  ruleNamed,
  type ColumnOfTest,
  type TablesOfTest,
} from '../../support/survey.ts';

const oneColumn = (type: ColumnOfTest, ...values: string[]) => ({
  billing_accounts: {
    columns: { no: 'id', x: type } as Record<string, ColumnOfTest>,
    rows: values.map((value, place) => [`A${place + 1}`, value]),
  },
});

test('a day of billing is read as the mapping would', async () => {
  const readAs = declared({ x: { numbers: { decimal: ',' } } });
  expect(await findWith('DQ17', oneColumn('day_of_month', '1,0', '29,0'), { readAs })).toEqual([
    'billing_accounts A2: x',
  ]);
});

test('a day of billing that not every month has is found', async () => {
  expect(await findWith('DQ17', oneColumn('day_of_month', '1', '28', '29', '0', '', 'last'))).toEqual(
    ['A3', 'A4', 'A5', 'A6'].map((id) => `billing_accounts ${id}: x`),
  );
});

describe('the total of an invoice', () => {
  const lines = { quantity: 'quantity', price: 'money price', discount: 'money discount' } as const;
  const two = [
    { quantity: '2', price: '10.00', discount: '0.50' },
    { quantity: '1', price: '5.00' },
  ];

  test('is found where its lines amount to something else', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total' } as const,
      lines,
      rows: [
        ['I1', '24.50', two],
        ['I2', '24.5000', two],
        ['I3', '24.51', two],
        ['I4', 'unknown', two],
        ['I5', '3.00', []],
      ],
    };
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices I3: total']);
  });

  test('follows from lines that are rounded one by one, as Zoho and the load do', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total' } as const,
      lines: { quantity: 'quantity', price: 'money price' } as const,
      rows: [
        // Each line is 0.005, which becomes 0.01.
        [
          'I1',
          '0.02',
          [
            { quantity: '0.5', price: '0.01' },
            { quantity: '0.5', price: '0.01' },
          ],
        ],
        [
          'I2',
          '0.01',
          [
            { quantity: '0.5', price: '0.01' },
            { quantity: '0.5', price: '0.01' },
          ],
        ],
        // A binary number would be a little less than 1.005.
        ['I3', '1.01', [{ quantity: '1', price: '1.005' }]],
        [
          'I4',
          '0.30',
          [
            { quantity: '1', price: '0.1' },
            { quantity: '1', price: '0.2' },
          ],
        ],
      ],
    };
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices I2: total']);
    const yen = { ...invoices, rows: [['I1', '2', [{ quantity: '1', price: '1.5' }]]] };
    const readAs = (facts: ColumnFacts) => ({ ...declared({})(facts), currency: 'JPY' });
    expect(await findWith('DQ18', { invoices: yen }, { readAs })).toEqual([]);
  });

  test('is what the mapping says that it is made of, whatever the names of the columns', async () => {
    const filled: Record<string, string[]> = {
      'lines List_Price': ['lines.b'],
      'lines Quantity': ['lines.a'],
      'record Discount': ['d'],
      'record Adjustment': ['e'],
    };
    const filledFrom = (_: string, into: string, within: string) => filled[`${within} ${into}`] ?? [];
    const figuresOf = () => ({ total: 'c', tax: 'f' });
    const sum = [{ a: '2', b: '10.00' }];
    const invoices = {
      columns: { no: 'id', c: 'number', d: 'number', e: 'money', f: 'money' } as const,
      lines: { a: 'number', b: 'number' } as const,
      rows: [
        ['I1', '24.00', '1.00', '3.00', '2.00', sum],
        ['I2', '22.00', '', '', '2.00', sum],
        // Without its tax, the total is not that of the lines.
        ['I3', '20.00', '', '', '2.00', sum],
      ],
    };
    expect(await findWith('DQ18', { invoices }, { filledFrom, figuresOf })).toEqual(['invoices I3: c']);
    expect(await findWith('DQ18', { invoices })).toEqual([]);
  });

  test('may have the tax on top of the lines', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total', vat: 'money tax' } as const,
      lines: { quantity: 'quantity', price: 'money price' } as const,
      rows: [
        ['I1', '12.00', '2.00', [{ quantity: '1', price: '10.00' }]],
        ['I2', '10.00', '', [{ quantity: '1', price: '10.00' }]],
        ['I3', '15.00', '2.00', [{ quantity: '1', price: '10.00' }]],
      ],
    };
    // The cells of a row are the columns, then the lines.
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices I3: total']);
  });

  test('is read as the profile declares its amounts', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total' } as const,
      lines: { quantity: 'quantity', price: 'money price' } as const,
      rows: [
        ['I1', '1.234,50', [{ quantity: '1', price: '1.234,50' }]],
        ['I2', '1.234', [{ quantity: '1,5', price: '10' }]],
      ],
    };
    const format = { numbers: { decimal: ',', thousands: '.' } } as const;
    const readAs = declared({ total: format, quantity: format, price: format });
    expect(await findWith('DQ18', { invoices }, { readAs })).toEqual(['invoices I2: total']);
    // Without the declaration, 1.234 could be two amounts.
    expect(await findWith('DQ18', { invoices })).toEqual([]);
  });

  test('is read with the signs that computers and people write', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total' } as const,
      lines: { quantity: 'quantity', price: 'money price' } as const,
      rows: [
        ['I1', '£1,234.50', [{ quantity: '1.0000', price: '1234.5000000000' }]],
        ['I2', '(12.50)', [{ quantity: '1', price: '12.50' }]],
        [
          'I3',
          '20.00',
          [
            { quantity: '1', price: '12.50' },
            { quantity: '1', price: 'free' },
          ],
        ],
      ],
    };
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices I2: total']);
  });

  test('may have a discount in per cent', async () => {
    const invoices = {
      columns: { no: 'id', total: 'money total' } as const,
      lines: { quantity: 'quantity', price: 'money price', less: 'percentage discount' } as const,
      rows: [
        ['I1', '18.00', [{ quantity: '2', price: '10.00', less: '10 %' }]],
        ['I2', '20.00', [{ quantity: '2', price: '10.00', less: '10' }]],
      ],
    };
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices I2: total']);
  });

  test('is that of its own lines, where several have the same id or none', async () => {
    const invoices: NonNullable<TablesOfTest['invoices']> = {
      columns: { no: 'id', total: 'money total' },
      lines: { quantity: 'quantity', price: 'money price' },
      rows: [
        ['I1', '10.00', [{ quantity: '1', price: '10.00' }]],
        ['I1', '7.00', [{ quantity: '1', price: '7.00' }]],
        ['', '5.00', [{ quantity: '1', price: '5.00' }]],
        ['', '5.00', [{ quantity: '1', price: '6.00' }]],
      ],
    };
    expect(await findWith('DQ18', { invoices })).toEqual(['invoices row 4: total']);
  });

  test('is not compared without prices', async () => {
    const invoices = { columns: { no: 'id', total: 'money total' } as const, rows: [['I1', '3.00', []]] };
    expect(await findWith('DQ18', { invoices })).toEqual([]);
  });
});

test('an amount that can’t be read is found, as the load reads it', async () => {
  const invoices = {
    invoices: {
      columns: { no: 'id', total: 'code', rest: 'money balance' } as const,
      lines: { n: 'quantity' } as const,
      rows: [
        ['I1', 'uno', '1.00', [{ n: '1' }]],
        ['I2', '12.00', 'none', [{ n: '1.5' }]],
        ['I3', '12.00 EUR', '', [{ n: '2' }]],
      ],
    },
  };
  const amountsOf = (_: string, field: string): ReadAmount[] => {
    if (field === 'total') return [{ by: 'money', amounts: 'rounded', isCounted: true }];
    return field === 'lines.n' ? [{ by: 'integer', amounts: 'exact', isCounted: true }] : [];
  };
  const context = { amountsOf, isRequired: () => false };
  expect(await findWith('DQ40', invoices, context)).toEqual([
    'invoices I2: lines.n',
    'invoices I2: rest',
    'invoices I1: total',
    'invoices I3: total',
  ]);
  const search = ruleNamed('DQ40').search(contextWith(invoices, context));
  expect(search.map(({ field, blocks }) => [field, blocks])).toEqual([
    ['total', true],
    ['rest', false],
    ['lines.n', true],
  ]);
  expect(ruleNamed('DQ40').treat!(contextWith(invoices, context), search)).toBe(
    'invoices.total, invoices.lines.n: the record is rejected, because its total needs the amount. ' +
      'invoices.rest: the mapping does not load the field. Correct the amounts in the source.',
  );
});

test.each(['(12.50)', '12.50 CR', '12.50-'])('%s is written negative', async (amount) => {
  expect(await findWith('DQ19', oneColumn('money', amount, '-12.50', '12.50'))).toEqual(['billing_accounts A1: x']);
});

test.each(['1.234,56', '1 234,56', '1,234.56', '1\u00a0234', ',50', '12,5'])(
  '%s has a decimal comma or separators',
  async (amount) => {
    expect(await findWith('DQ21', oneColumn('money', amount, '1234.5600000000', '-3.5'))).toEqual([
      'billing_accounts A1: x',
    ]);
  },
);

test('a currency that is no code is found', async () => {
  expect(await findWith('DQ20', oneColumn('currency', 'GBP', '£', 'gbp', 'Pound'))).toEqual(
    ['A2', 'A3', 'A4'].map((id) => `billing_accounts ${id}: x, no code of a currency`),
  );
});

test('documents in another currency than the mapping’s are found where the load rejects them', async () => {
  const invoices: TablesOfTest = {
    invoices: {
      columns: { no: 'id', money: 'currency' },
      rows: [
        ['I1', 'GBP'],
        ['I2', 'EUR'],
      ],
    },
  };
  const foreignIn = () => ({ column: 'money', isForeign: (value: string) => value !== 'GBP' });
  expect(await findWith('DQ20', invoices, { foreignIn })).toEqual([
    'invoices I2: money, another currency than the mapping has',
  ]);
  const search = ruleNamed('DQ20').search(contextWith(invoices, { foreignIn }));
  expect(search.map(({ blocks }) => blocks)).toEqual([undefined, true]);
});

test('invoices of an account with several currencies are found', async () => {
  const billing_accounts = { columns: { no: 'id' } as const, rows: [['A1'], ['A2']] };
  const invoices = {
    columns: { no: 'id', account: 'reference billing_accounts', currency: 'currency' } as const,
    rows: [
      ['I1', 'A1', 'GBP'],
      ['I2', 'A1', 'EUR'],
      ['I3', 'A2', 'GBP'],
    ],
  };
  expect(await findWith('DQ20', { billing_accounts, invoices })).toEqual([
    'invoices I1: currency, an account with several currencies',
    'invoices I2: currency, an account with several currencies',
  ]);
});
