import { idsOf, oneOf, openEmulator, type Caller } from './caller.ts';

let zoho: Caller;
beforeEach(async () => {
  zoho = await openEmulator();
});
afterEach(() => zoho.close());

const create = (field: object) => zoho.call('POST', '/settings/fields?module=Accounts', { fields: [field] });

test.each([
  ['integer', 3, 1_000],
  ['bigint', 3, '1000'],
  ['double', 3, 1_000.5],
  ['double', 9, 0.1234567891],
  ['currency', 3, 1_000],
  ['currency', 9, 1.1234567891],
  ['percent', 2, 100],
])('a value of type %s with more than its %d digits is rejected', async (data_type, length, value) => {
  await create({ field_label: 'Amount', data_type, length });
  const reply = await zoho.insert('Accounts', [{ Account_Name: 'North', Amount: value }]);
  expect(reply).toMatchObject({
    status: 400,
    body: { data: [{ code: 'INVALID_DATA', details: { api_name: 'Amount' } }] },
  });
});

test.each([
  ['integer', -999],
  ['double', 999.123456789],
  ['bigint', '-999'],
])('a value of type %s with all its digits is stored', async (data_type, value) => {
  await create({ field_label: 'Amount', data_type, length: 3 });
  const [id = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North', Amount: value }]));
  expect(oneOf(await zoho.call('GET', `/Accounts/${id}`))).toMatchObject({ Amount: value });
});

test('a currency that the org does not have is rejected', async () => {
  const insert = async (Currency: string) =>
    (await zoho.insert('Accounts', [{ Account_Name: 'North', Currency }])).body;
  expect(await insert('GBP')).toMatchObject({ data: [{ code: 'SUCCESS' }] });
  expect(await insert('XYZ')).toMatchObject({ data: [{ code: 'INVALID_DATA', details: { api_name: 'Currency' } }] });
});

describe('an order', () => {
  let ids: { account: string; product: string };
  beforeEach(async () => {
    const [account = ''] = idsOf(await zoho.insert('Accounts', [{ Account_Name: 'North' }]));
    const [product = ''] = idsOf(await zoho.insert('Products', [{ Product_Name: 'SKU' }]));
    ids = { account, product };
  });
  const insert = (line: object, more: object = {}) => {
    const own = { Product_Name: { id: ids.product }, Quantity: 1, List_Price: 100, ...line };
    return zoho.insert('Sales_Orders', [
      { Subject: 'One', Account_Name: { id: ids.account }, Ordered_Items: [own], ...more },
    ]);
  };

  test('keeps its taxes, with their amounts', async () => {
    const $line_tax = [{ name: 'VAT', percentage: 20 }];
    const [id = ''] = idsOf(await insert({}, { $line_tax }));
    await zoho.call('PUT', '/Sales_Orders', { data: [{ id, Description: 'later' }], trigger: [] });
    expect(oneOf(await zoho.call('GET', `/Sales_Orders/${id}`))).toMatchObject({
      $line_tax: [{ name: 'VAT', percentage: 20, value: 20 }],
      Grand_Total: 120,
    });
  });

  test.each<[string, object, object, string]>([
    ['a tax of more than 100 % in a line', { Line_Tax: [{ name: 'VAT', percentage: 101 }] }, {}, 'Line_Tax'],
    ['an unknown tax', {}, { $line_tax: [{ name: 'GST', percentage: 5 }] }, '$line_tax'],
    ['a discount of more than 100 % in a line', { Discount: '101%' }, {}, 'Discount'],
    ['a discount of more than the line', { Discount: 100.01 }, {}, 'Discount'],
    ['a discount of more than the order', {}, { Discount: 100.01 }, 'Discount'],
  ])('with %s is rejected', async (_, line, more, api_name) => {
    expect((await insert(line, more)).body).toMatchObject({ data: [{ code: 'INVALID_DATA', details: { api_name } }] });
  });
});
