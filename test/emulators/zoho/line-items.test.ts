import { idsOf, openEmulator, rowsOf, type Caller } from './caller.ts';

let zoho: Caller;
let product = { id: '' };
let account = { id: '' };
beforeEach(async () => {
  zoho = await openEmulator();
  product = { id: idsOf(await zoho.insert('Products', [{ Product_Name: 'Legacy line' }]))[0] ?? '' };
  account = { id: idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }]))[0] ?? '' };
});
afterEach(() => zoho.close());

type Line = Record<string, unknown> & { id: string };
const order = async (lines: unknown, more = {}) =>
  zoho.insert('Sales_Orders', [{ Subject: 'SO-1', Account_Name: account, Ordered_Items: lines, ...more }]);
const line = (price: number, quantity = 1) => ({ Product_Name: product, Quantity: quantity, List_Price: price });
const read = async (id: string) => {
  const record = rowsOf(await zoho.call('GET', `/Sales_Orders/${id}`))[0] ?? {};
  return { record, lines: record['Ordered_Items'] as Line[] };
};
const put = (id: string, lines: unknown) =>
  zoho.call('PUT', '/Sales_Orders', { data: [{ id, Ordered_Items: lines }], trigger: [] });

test('totals are computed from the rows, and totals in the request have no effect', async () => {
  const [id = ''] = idsOf(
    await order([{ ...line(19.99, 3), Discount: 0.97 }, line(1.005)], { Grand_Total: 1, Adjustment: -0.01 }),
  );
  const { record, lines } = await read(id);
  expect(lines).toMatchObject([
    { Total: 59.97, Net_Total: 59, Sequence_Number: 1, Product_Name: { id: product.id, name: 'Legacy line' } },
    { Total: 1.01, Net_Total: 1.01, Sequence_Number: 2, Parent_Id: { id } },
  ]);
  expect(record).toMatchObject({ Sub_Total: 60.01, Grand_Total: 60 });
});

test('a row without an id is appended, so a repeated update appends it twice', async () => {
  const [id = ''] = idsOf(await order([line(5)]));
  await put(id, [line(7)]);
  await put(id, [line(7)]);
  expect((await read(id)).lines).toMatchObject([{ List_Price: 5 }, { List_Price: 7 }, { List_Price: 7 }]);
});

test('a row with an id is changed', async () => {
  const [id = ''] = idsOf(await order([line(5), line(6)]));
  const [first] = (await read(id)).lines;
  await put(id, [{ id: first?.id, Quantity: 2 }]);
  const { record, lines } = await read(id);
  expect(lines).toMatchObject([{ id: first?.id, List_Price: 5, Quantity: 2, Total: 10 }, { List_Price: 6 }]);
  expect(record).toMatchObject({ Grand_Total: 16 });
});

test('a row with _delete is deleted, and an empty list deletes all rows', async () => {
  const [id = ''] = idsOf(await order([line(5), line(6)]));
  const [first] = (await read(id)).lines;
  await put(id, [{ id: first?.id, _delete: null }]);
  expect((await read(id)).lines).toMatchObject([{ List_Price: 6, Sequence_Number: 1 }]);
  await put(id, []);
  expect(await read(id)).toMatchObject({ lines: [], record: { Grand_Total: 0 } });
});

test('an update without rows does not change them', async () => {
  const [id = ''] = idsOf(await order([line(5)]));
  await zoho.call('PUT', '/Sales_Orders', { data: [{ id, Subject: 'SO-1b' }] });
  expect(await read(id)).toMatchObject({ lines: [{ List_Price: 5 }], record: { Subject: 'SO-1b' } });
});

test('an invalid row rejects the whole record, and the error has its path', async () => {
  const [id = ''] = idsOf(await order([line(5)]));
  expect(await put(id, [line(6), { Quantity: 1 }])).toMatchObject({
    status: 400,
    body: {
      data: [{ code: 'MANDATORY_NOT_FOUND', details: { json_path: '$.data[0].Ordered_Items[1].Product_Name' } }],
    },
  });
  expect((await read(id)).lines).toHaveLength(1);
});

test('rows that are not a list, and an insert without rows, are rejected', async () => {
  expect((await order('two lines')).body).toMatchObject({
    data: [{ code: 'INVALID_DATA', details: { expected_data_type: 'jsonarray', api_name: 'Ordered_Items' } }],
  });
  expect((await order(undefined)).body).toMatchObject({
    data: [{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Ordered_Items' } }],
  });
});

test('Zoho numbers orders, and a list of orders has no rows', async () => {
  await order([line(5)]);
  await order([line(6)]);
  const rows = rowsOf(await zoho.call('GET', '/Sales_Orders?fields=SO_Number,Ordered_Items&sort_order=asc'));
  expect(rows).toMatchObject([{ SO_Number: '1' }, { SO_Number: '2' }]);
  expect(rows[0]).not.toHaveProperty('Ordered_Items');
});

test('totals apply the discount and tax of each row, and then the discount of the order', async () => {
  const row = { ...line(100, 2), Discount: 20, Line_Tax: [{ name: 'VAT', percentage: 20 }] };
  const [id = ''] = idsOf(await order([row], { Discount: 16, Adjustment: -0.5 }));
  const { record, lines } = await read(id);
  expect(lines[0]).toMatchObject({ Total: 200, Discount: 20, Total_After_Discount: 180, Tax: 36, Net_Total: 216 });
  expect(record).toMatchObject({ Sub_Total: 216, Discount: 16, Adjustment: -0.5, Grand_Total: 199.5 });
});

test('a tax that the org does not have is rejected', async () => {
  expect((await order([{ ...line(1), Line_Tax: [{ name: 'Toll', percentage: 5 }] }])).body).toMatchObject({
    data: [{ code: 'INVALID_DATA', details: { json_path: '$.data[0].Ordered_Items[0].Line_Tax' } }],
  });
});

test.each([
  ['JPY', 13, 13],
  ['KWD', 12.501, 12.501],
])('lines and totals in %s are rounded to the places of the currency', async (currency, Net_Total, Grand_Total) => {
  const usual = zoho.sandbox.currency;
  zoho.sandbox.currency = currency;
  try {
    const [id = ''] = idsOf(await order([line(12.5005)]));
    expect(await read(id)).toMatchObject({ lines: [{ List_Price: 12.5005, Net_Total }], record: { Grand_Total } });
  } finally {
    zoho.sandbox.currency = usual;
  }
});

test('a new order without lines is rejected, and an empty list counts as none', async () => {
  expect((await order([])).body).toMatchObject({
    data: [{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Ordered_Items' } }],
  });
});

test('the taxes of an order stay when something else is updated', async () => {
  const [id = ''] = idsOf(await order([line(100)], { $line_tax: [{ percentage: 20, name: 'VAT' }] }));
  expect((await read(id)).record).toMatchObject({ Tax: 20, Grand_Total: 120 });
  await zoho.call('PUT', '/Sales_Orders', { data: [{ id, Subject: 'SO-2' }] });
  expect((await read(id)).record).toMatchObject({
    Subject: 'SO-2',
    Tax: 20,
    Grand_Total: 120,
    $line_tax: [{ percentage: 20, name: 'VAT' }],
  });
});

test('the lines of all orders are listed by descending id, or as the call says', async () => {
  await order([line(1), line(2)]);
  await order([line(3)]);
  const prices = async (more: string) =>
    rowsOf(await zoho.call('GET', `/Ordered_Items?fields=List_Price${more}`)).map((row) => row['List_Price']);
  expect(await prices('')).toEqual([3, 2, 1]);
  expect(await prices('&sort_order=asc&per_page=2')).toEqual([1, 2]);
});

test("a price book has ranges with their discounts, under the names that Zoho's own clients use", async () => {
  const Pricing_Details = [{ from_range: 1, to_range: 5, discount: 2 }];
  const [id = ''] = idsOf(await zoho.insert('Price_Books', [{ Price_Book_Name: 'Wholesale', Pricing_Details }]));
  expect(rowsOf(await zoho.call('GET', `/Price_Books/${id}`))).toMatchObject([{ Pricing_Details }]);
});
