import { createFieldTally } from '../../../domain/match/overwrite.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { readAdopted } from '../../../steps/match/read-adopted.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';

const mapping = Mapping.parse({
  ...{ version: 1, phoneRegion: 'GB', currency: 'GBP' },
  modules: {
    Sales_Orders: {
      overwrite: { default: 'source' },
      sources: [
        {
          object: 'orders',
          fields: { Subject: { from: 'no' } },
          lines: {
            from: 'lines',
            into: 'Ordered_Items',
            fields: {
              Quantity: { from: 'quantity', transforms: ['decimal'] },
              List_Price: { from: 'price', transforms: ['money'] },
            },
          },
        },
      ],
    },
    Accounts: { sources: [{ object: 'billing_accounts', fields: { Account_Name: { from: 'name' } } }] },
  },
});
const order = (quantity: number) => ({ Subject: 'SO-1', Ordered_Items: [{ Quantity: quantity, List_Price: 2 }] });

test('what adoptions do to the lines of orders is counted, from one bulk read of the lines', async () => {
  const zoho = createFakeZoho();
  const results = await zoho.insert(
    'Sales_Orders',
    [1, 2].map((quantity) => ({ ...order(quantity), Portage_Key: `of others ${quantity}` })),
  );
  const ids = results.flatMap((one) => (one.ok ? [one.id] : []));
  async function* adopted() {
    for (const zohoId of ids)
      yield await Promise.resolve({ module: 'Sales_Orders' as const, values: order(1), zohoId });
  }
  const tally = createFieldTally(mapping);
  for await (const page of readAdopted(zoho, mapping, { adopted }, new AbortController().signal)) tally.add(page);
  expect(tally.result().find(({ field }) => field === 'Ordered_Items')).toMatchObject({ same: 1, overwritten: 1 });
  expect(zoho.bulkReads).toBe(1);
});

test('no lines are read where no record with lines is adopted', async () => {
  const zoho = createFakeZoho();
  const [one] = await zoho.insert('Accounts', [{ Account_Name: 'Alder' }]);
  async function* adopted() {
    yield await Promise.resolve({
      ...{ module: 'Accounts' as const, values: { Account_Name: 'Alder' }, zohoId: one?.ok ? one.id : '' },
    });
  }
  const pages = [];
  for await (const page of readAdopted(zoho, mapping, { adopted }, new AbortController().signal)) pages.push(page);
  expect(pages.flat()).toMatchObject([{ present: { Account_Name: 'Alder' } }]);
  expect(zoho.bulkReads).toBe(0);
});
