import { contextWith, declared, findWith, ruleNamed, type TablesOfTest } from '../../support/survey.ts';

test('an order that was completed before it was placed, or has no quantity, is found', async () => {
  const orders = {
    columns: { no: 'id', placed: 'timestamp ordered', done: 'timestamp completed' } as const,
    lines: { quantity: 'quantity' } as const,
    rows: [
      ['O1', '2024-01-02 10:00:00', '2024-01-01 10:00:00', [{ quantity: '1' }]],
      ['O2', '2024-01-02 10:00:00', '', [{ quantity: '0.0000' }]],
      ['O3', '2024-01-02 10:00:00', '2024-01-02 10:00:00', [{ quantity: '1' }]],
    ],
  };
  expect(await findWith('DQ27', { orders })).toEqual([
    'orders O1: done, before placed',
    'orders O2: lines.quantity, no positive quantity',
  ]);
});

test('an invoice that is paid and open, or due before it was issued, is found', async () => {
  const invoices = {
    columns: { no: 'id', status: 'status', rest: 'money balance', issued: 'date issued', due: 'date due' } as const,
    rows: [
      ['I1', 'Paid', '12.50', '2024-01-01', '2024-01-28'],
      ['I2', 'Paid', '0.00', '2024-01-01', '2023-12-31'],
      ['I3', 'Unpaid', '12.50', '2024-01-01', '2024-01-28'],
    ],
  };
  expect(await findWith('DQ28', { invoices })).toEqual([
    'invoices I2: due, before issued',
    'invoices I1: rest, paid and open',
  ]);
});

test('on the day of an order, its completion is not before it, whatever the time', async () => {
  const orders = {
    columns: { no: 'id', placed: 'timestamp ordered', done: 'date completed' } as const,
    rows: [
      ['O1', '2024-01-02 10:00:00', '2024-01-02'],
      ['O2', '2024-01-02 10:00:00', '2024-01-01'],
    ],
  };
  expect(await findWith('DQ27', { orders })).toEqual(['orders O2: done, before placed']);
});

test('amounts and dates of a German delivery are read as the profile declares', async () => {
  const invoices = {
    columns: { no: 'id', status: 'status', rest: 'money balance', von: 'date issued', bis: 'date due' } as const,
    rows: [
      ['I1', 'Paid', '1.234', '15.01.2024', '01.02.2024'],
      ['I2', 'Paid', '0,00', '01.02.2024', '15.01.2024'],
    ],
  };
  const day = { date: { format: 'dd.MM.yyyy' } };
  const readAs = declared({ rest: { numbers: { decimal: ',', thousands: '.' } }, von: day, bis: day });
  expect(await findWith('DQ28', { invoices }, { readAs })).toEqual([
    'invoices I2: bis, before von',
    'invoices I1: rest, paid and open',
  ]);
});

test('a balance that becomes zero when the load rounds it is not open', async () => {
  const invoices = {
    columns: { no: 'id', status: 'status', rest: 'money balance' } as const,
    rows: [
      ['I1', 'Paid', '0.004'],
      ['I2', 'Paid', '0.005'],
    ],
  };
  expect(await findWith('DQ28', { invoices })).toEqual(['invoices I2: rest, paid and open']);
});

test('orders and invoices without lines are found where the load rejects them', async () => {
  const columns = { no: 'id', at: 'timestamp ordered' } as const;
  const rows = [
    ['D1', '2024-01-01', [{ item: 'P1' }]],
    ['D2', '2024-01-01', []],
  ];
  const tables: TablesOfTest = {
    orders: { columns, lines: { item: 'code' }, rows },
    invoices: { columns, lines: { item: 'code' }, rows },
  };
  const needsLines = () => true;
  expect(await findWith('DQ27', tables, { needsLines })).toEqual(['orders D2: record, no lines']);
  expect(await findWith('DQ28', tables, { needsLines })).toEqual(['invoices D2: record, no lines']);
  expect(await findWith('DQ27', tables)).toEqual([]);
  const again = { orders: { columns, lines: { item: 'code' as const }, rows: [rows[0]!, ['D1', '2024-01-02', []]] } };
  expect(await findWith('DQ27', again, { needsLines })).toEqual(['orders D1: record, no lines']);
  for (const [id, object] of [
    ['DQ27', 'orders'],
    ['DQ28', 'invoices'],
  ] as const) {
    const found = ruleNamed(id)
      .search(contextWith(tables, { needsLines }))
      .filter(({ detail }) => detail === 'no lines');
    expect(found).toMatchObject([{ object, blocks: true }]);
    expect(ruleNamed(id).treat!(contextWith(tables), found)).toMatch(/^Those without lines are rejected\./);
  }
  expect(ruleNamed('DQ27').treat!(contextWith(tables), [])).not.toContain('rejected');
  const unstaged: TablesOfTest = { orders: { columns, rows: [['D1', '2024-01-01']] } };
  expect(await findWith('DQ27', unstaged, { needsLines })).toEqual([]);
});

test('without a status in words no balance is judged', async () => {
  const invoices = { columns: { no: 'id', rest: 'money balance' } as const, rows: [['I1', '12.50']] };
  expect(await findWith('DQ28', { invoices })).toEqual([]);
});

test('a file name with a path, and one that is too long, are found', async () => {
  const documents = {
    columns: { no: 'id', name: 'file_name' } as const,
    rows: [
      ['D1', '../../etc/bill.pdf'],
      ['D2', 'C:\\Users\\dora\\bill.pdf'],
      ['D3', `${'very '.repeat(60)}bill.pdf`],
      ['D4', 'Contrat signé (2).pdf'],
    ],
  };
  expect(await findWith('DQ34', { documents })).toEqual(['D1', 'D2', 'D3'].map((id) => `documents ${id}: name`));
});

test('a note without a known author, or with a blank, is found', async () => {
  const notes = {
    columns: { no: 'id', author: 'user', body: 'text', at: 'timestamp' } as const,
    rows: [
      ['N1', 'arun', 'Called', '2024-01-01 10:00:00'],
      ['N2', 'gone', 'Called', '2024-01-01 10:00:00'],
      ['N3', '', '', '2024-01-01 10:00:00'],
    ],
  };
  expect(await findWith('DQ35', { notes })).toEqual([
    'notes N2: author, an author whom the owner map does not list',
    'notes N3: author, no author',
    'notes N3: body, blank',
  ]);
});

test.each(['DQ29', 'DQ36'])('%s searches nothing, and says why', (id) => {
  const rule = ruleNamed(id);
  expect(rule.search(contextWith({}))).toEqual([]);
  expect(rule.missing).toMatch(/never staged/);
});

test('counts that differ from the rows, and rows that can’t be read, are reported', () => {
  const counts = [
    { object: 'orders' as const, staged: 90, bad: 0, counted: 100 },
    { object: 'notes' as const, staged: 9, bad: 1, counted: 10 },
    { object: 'invoices' as const, staged: 5, bad: 0, counted: 5 },
  ];
  expect(ruleNamed('DQ37').figures?.(contextWith({}, { counts }))).toEqual([
    { object: 'orders', field: null, detail: 'the source counts 100 and gives 90', rows: 10 },
    { object: 'notes', field: null, detail: 'can’t be read', rows: 1 },
  ]);
});
