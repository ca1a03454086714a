import { deepEqual, equal, match } from 'node:assert/strict';
import type { Sdk } from './client.ts';
import { insert, readOne } from './records.ts';
import { at, storeIds, storedId, list, type Step } from './step.ts';

/** The reference of a line item to a product. The clients have a class for it. */
function product(sdk: Sdk, id: string) {
  const reference = new sdk.client.Record.LineItemProduct();
  reference.setId(BigInt(id));
  return reference;
}

async function change(sdk: Sdk, order: string, values: { [apiName: string]: unknown }) {
  const { BodyWrapper, RecordOperations } = sdk.client.Record;
  const body = await sdk.filled(new BodyWrapper(), { Data: [sdk.record(values)], Trigger: [] });
  const reply = await sdk.reply(await new RecordOperations('Sales_Orders').updateRecord(BigInt(order), body));
  equal(at(reply, 'data.0.code'), 'SUCCESS', JSON.stringify(reply));
}

const amounts = (order: unknown) =>
  list(order, 'Ordered_Items').map((line) => [at(line, 'Product_Name.name'), at(line, 'Quantity'), at(line, 'Total')]);

/** A sales order and its line items, which are rows of a subform. */
export const orderSteps: Step[] = [
  {
    name: 'A sales order is inserted with line items and read with ids and totals',
    async run(session) {
      const { sdk } = session;
      const products = await insert(sdk, 'Products', [
        { Product_Name: 'SIM card', Product_Code: 'SIM', Unit_Price: 2.5 },
        { Product_Name: 'Router', Product_Code: 'RTR', Unit_Price: 80 },
      ]);
      storeIds(session, products, 'sim', 'router');
      const lines = [
        {
          Product_Name: product(sdk, storedId(session, 'sim')),
          Quantity: 3,
          List_Price: 19.99,
          Description: 'as invoiced',
        },
        { Product_Name: product(sdk, storedId(session, 'router')), Quantity: 1, List_Price: 80, Discount: '5' },
      ];
      const reply = await insert(sdk, 'Sales_Orders', [
        {
          Subject: 'SO-2021-000123',
          Legacy_Id: 'ORD-1',
          Account_Name: sdk.link(storedId(session, 'harbour')),
          Status: sdk.choice('Delivered'),
          Due_Date: new Date(2021, 4, 1),
          Adjustment: -0.01,
          Ordered_Items: lines.map(sdk.record),
        },
      ]);
      equal(reply.status, 201, JSON.stringify(reply));
      storeIds(session, reply, 'order');
      const order = await readOne(sdk, 'Sales_Orders', storedId(session, 'order'));
      deepEqual(amounts(order), [
        ['SIM card', 3, 59.97],
        ['Router', 1, 80],
      ]);
      equal(at(order, 'Ordered_Items.0.Product_Name.id'), storedId(session, 'sim'));
      equal(at(order, 'Ordered_Items.0.Description'), 'as invoiced');
      equal(at(order, 'Ordered_Items.1.Net_Total'), 75);
      equal(at(order, 'Sub_Total'), 134.97);
      equal(at(order, 'Grand_Total'), 134.96);
      equal(at(order, 'Status'), 'Delivered');
      equal(at(order, 'Account_Name.id'), storedId(session, 'harbour'));
      for (const line of list(order, 'Ordered_Items')) match(String(at(line, 'id')), /^\d{19}$/);
    },
  },
  {
    name: 'A line item without an id is appended to the order',
    async run(session) {
      const { sdk } = session;
      const values = { Product_Name: product(sdk, storedId(session, 'router')), Quantity: 2, List_Price: 10 };
      await change(sdk, storedId(session, 'order'), { Ordered_Items: [sdk.record(values)] });
      const order = await readOne(sdk, 'Sales_Orders', storedId(session, 'order'));
      deepEqual(amounts(order), [
        ['SIM card', 3, 59.97],
        ['Router', 1, 80],
        ['Router', 2, 20],
      ]);
      equal(at(order, 'Grand_Total'), 154.96);
    },
  },
  {
    name: 'A line item is changed by its id, and another one deleted',
    async run(session) {
      const { sdk } = session;
      const before = await readOne(sdk, 'Sales_Orders', storedId(session, 'order'));
      const [first, second] = list(before, 'Ordered_Items').map((line) => BigInt(String(at(line, 'id'))));
      const rows = [sdk.record({ id: first, Quantity: 4 }), sdk.record({ id: second, _delete: null })];
      await change(sdk, storedId(session, 'order'), { Ordered_Items: rows });
      const order = await readOne(sdk, 'Sales_Orders', storedId(session, 'order'));
      deepEqual(amounts(order), [
        ['SIM card', 4, 79.96],
        ['Router', 2, 20],
      ]);
      equal(at(order, 'Ordered_Items.0.id'), String(first));
    },
  },
  {
    name: 'The taxes of a line item are written, and stay when something else is changed',
    async run(session) {
      const { sdk } = session;
      const tax = await sdk.filled(new sdk.client.Record.LineTax(), { Name: 'VAT', Percentage: 20 });
      const line = {
        Product_Name: product(sdk, storedId(session, 'sim')),
        Quantity: 2,
        List_Price: 5,
        Line_Tax: [tax],
      };
      const account = sdk.link(storedId(session, 'harbour'));
      const order = { Subject: 'Taxed', Account_Name: account, Ordered_Items: [sdk.record(line)] };
      const inserted = await insert(sdk, 'Sales_Orders', [order]);
      equal(inserted.status, 201, JSON.stringify(inserted));
      storeIds(session, inserted, 'taxed');
      const id = storedId(session, 'taxed');
      await change(sdk, id, { Description: 'unrelated' });
      const read = await readOne(sdk, 'Sales_Orders', id);
      equal(at(read, 'Ordered_Items.0.Line_Tax.0.name'), 'VAT');
      equal(at(read, 'Grand_Total'), 12);
    },
  },
];
