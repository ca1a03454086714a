import { sideBySide } from '../../../domain/match/side-by-side.ts';

test('two records stand side by side with all fields that one of them has, but for the key', () => {
  const wanted = {
    Account_Name: 'Alder',
    Phone: '1',
    Parent: { $key: 'a:billing_accounts:7' },
    Portage_Key: 'k',
    Fax: '',
  };
  const present = { id: '9', Account_Name: 'Alder Ltd', City: 'Leeds', Parent: { id: '5', name: 'Birch' }, Fax: null };
  expect(sideBySide(wanted, present, 'Portage_Key')).toEqual([
    ['Account_Name', 'Alder', 'Alder Ltd'],
    ['Phone', '1', ''],
    ['Parent', '7', 'Birch'],
    ['City', '', 'Leeds'],
  ]);
});

test('lists are read item by item, and lines by their number', () => {
  const wanted = {
    Services: ['TV', 'Mobile'],
    Ordered_Items: [{ Quantity: 1 }, { Quantity: 2 }],
    Vip: false,
    Owner: { id: '3' },
  };
  expect(sideBySide(wanted, {}, 'k')).toEqual([
    ['Services', 'TV, Mobile', ''],
    ['Ordered_Items', '2 lines', ''],
    ['Vip', 'false', ''],
    ['Owner', '3', ''],
  ]);
});
