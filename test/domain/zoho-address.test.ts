import { recordAddress } from '../../domain/zoho-address.ts';

test('the page of a record is on the host of its data centre', () => {
  expect(recordAddress('eu', '2009', 'Sales_Orders', '7')).toBe('https://crm.zoho.eu/crm/org2009/tab/SalesOrders/7');
  expect(recordAddress('ca', '2009', 'Accounts', '7')).toBe('https://crm.zohocloud.ca/crm/org2009/tab/Accounts/7');
});
