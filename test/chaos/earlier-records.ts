import { text } from '../../emulators/comparison/compare.ts';
import type { Site } from './site.ts';

/**
 * Records that are in production before its load: some of the operator's own, and two accounts and an order of an earlier
 * migration, which have keys of the load.
 */
export async function addEarlierRecords(site: Site): Promise<void> {
  const field = { field_label: 'Portage Key', data_type: 'text', length: 255, unique: {}, external: { type: 'org' } };
  for (const module of ['Accounts', 'Sales_Orders'])
    await site.call('POST', `settings/fields?module=${module}`, { fields: [field] });
  const state = site.original;
  const [first, second] = state.accounts.slice(2, 4).map((one) => `northwind:billing_accounts:${one['account_no']}`);
  const [account] = await site.call('POST', 'Accounts', {
    data: [
      { Account_Name: 'Own account' },
      { Account_Name: 'Before', Portage_Key: first, Website: 'https://before.example', Phone: '+442071838750' },
      { Account_Name: 'Before too', Portage_Key: second, Description: 'From 2019' },
    ],
    trigger: [],
  });
  const [product] = await site.call('POST', 'Products', { data: [{ Product_Name: 'Own product' }], trigger: [] });
  const lines = [1, 2, 3].map((Quantity) => ({ Product_Name: { id: product }, Quantity, List_Price: 7.5 }));
  const order = {
    Subject: 'Own order',
    Account_Name: { id: account },
    Portage_Key: `northwind:orders:${text(state.orders[4]?.['order_no'])}`,
    Ordered_Items: lines,
  };
  await site.call('POST', 'Sales_Orders', { data: [order], trigger: [] });
  await site.call('POST', 'Deals', {
    data: [{ Deal_Name: 'Own deal', Stage: 'Qualification', Account_Name: { id: account } }],
    trigger: [],
  });
  site.before.production = await site.engagement.state('production');
}
