import { readFile } from 'node:fs/promises';
import { readByExample } from '../../support/example-profile.ts';

/** 200 accounts of two tenants, one of which is migrated. Plans have versions, states are events, custom fields are EAV. */
const tables = await readFile(new URL('./killbill-style.sql', import.meta.url), 'utf8');

test('a database in the style of Kill Bill is read by a profile alone', async () => {
  const { rows, customFields } = await readByExample('killbill-style.yml', tables);
  const counts = Object.fromEntries(Object.entries(rows).map(([object, those]) => [object, those.length]));
  expect(counts).toEqual({ billing_accounts: 192, subscribers: 192, service_plans: 3, orders: 288, invoices: 553 });

  // Every tenth account is a child, the price is that of the latest version, and an inactive event does not cancel.
  const account = rows['billing_accounts']?.find((one) => one['account_no'] === 'A00013');
  expect(account).toMatchObject({ parent_account_no: 'A00011', holder_name: 'Ada Brightwater13' });
  const plan = rows['service_plans']?.find((one) => one['plan_code'] === 'lemon-mb-monthly');
  expect(plan).toMatchObject({ monthly_price: '21.990000000' });
  expect(rows['orders']?.filter((one) => one['cancelled_at'] !== '')).toHaveLength(60);
  const invoice = rows['invoices']?.find((one) => one['invoice_no'] === '4');
  expect(invoice).toMatchObject({ total: '18.990000000', open_balance: '18.990000000' });
  expect(customFields.map(({ name }) => name)).toEqual(['loyalty', 'segment']);
  expect(JSON.stringify(rows)).not.toMatch(/00101\d{10}|4111111111111111/);
});
