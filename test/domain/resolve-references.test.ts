import { keysIn, referenceTo, resolveReferences, type Resolved } from '../../domain/resolve-references.ts';

const ids = new Map<string, Resolved>([
  ['billing_accounts:BA-1', { id: '41', module: 'Accounts' }],
  ['subscribers:S-1', { id: '52', module: 'Contacts' }],
]);

test('a reference is replaced with the id in Zoho, at any depth', () => {
  const values = {
    Subject: 'SO-1',
    Account_Name: { $key: 'billing_accounts:BA-1' },
    Ordered_Items: [{ Quantity: 1, Product_Name: { $key: 'billing_accounts:BA-1' } }, null],
    Empty: null,
  };
  expect(resolveReferences(values, ids)).toEqual({
    unresolved: [],
    ambiguous: [],
    values: {
      Subject: 'SO-1',
      Account_Name: { id: '41' },
      Ordered_Items: [{ Quantity: 1, Product_Name: { id: '41' } }],
      Empty: null,
    },
  });
});

test('a reference to a record that is not in Zoho is listed and left out', () => {
  const values = { A: { $key: 'orders:7' }, B: [{ $key: 'orders:8' }] };
  expect(resolveReferences(values, ids)).toEqual({
    ...{ values: { B: [] }, unresolved: ['orders:7', 'orders:8'], ambiguous: [] },
  });
});

test('a reference with several keys leads to the one record that has one of them', () => {
  const either = referenceTo(['a:orders:7', 'a:subscribers:7', 'a:contacts:7']);
  expect(either).toEqual({ $key: 'a:orders:7', $or: ['a:subscribers:7', 'a:contacts:7'] });
  expect(keysIn(either)).toEqual(['a:orders:7', 'a:subscribers:7', 'a:contacts:7']);
  const resolve = (...found: [key: string, id: string][]) =>
    resolveReferences({ A: either }, new Map(found.map(([key, id]) => [key, { id, module: 'Contacts' }])));
  expect(resolve(['a:contacts:7', '9'])).toEqual({ values: { A: { id: '9' } }, unresolved: [], ambiguous: [] });
  // Both were merged into one record.
  expect(resolve(['a:orders:7', '9'], ['a:contacts:7', '9']).values).toEqual({ A: { id: '9' } });
  expect(resolve()).toEqual({ values: {}, unresolved: ['a:orders:7'], ambiguous: [] });
  expect(resolve(['a:orders:7', '9'], ['a:contacts:7', '8'])).toEqual({
    ...{ values: {}, unresolved: [], ambiguous: ['a:orders:7'] },
  });
});

test('values without references stay as they are', () => {
  const values = { Subject: 'SO-1', Ordered_Items: [{ Quantity: 1 }, null], Empty: null };
  expect(resolveReferences(values, ids)).toEqual({ values, unresolved: [], ambiguous: [] });
});

test('the records that values refer to are found wherever they are, as often as they are named', () => {
  const account = { $key: 'billing_accounts:BA-1' };
  const values = {
    Subject: 'SO-1',
    Empty: null,
    Account_Name: account,
    Items: [{ Product: { $key: 'orders:7' } }, account],
  };
  expect(keysIn(values)).toEqual(['billing_accounts:BA-1', 'orders:7', 'billing_accounts:BA-1']);
});

test('a reference that can lead to several modules becomes the id with its module', () => {
  const values = { Parent_Id: { $key: 'subscribers:S-1', $module: true } };
  expect(resolveReferences(values, ids).values).toEqual({
    Parent_Id: { id: '52', module: { api_name: 'Contacts' } },
  });
});

test('an activity about a person names the person, and one about another record names its module', () => {
  const about = (key: string) => resolveReferences({ What_Id: { $key: key, $module: true } }, ids).values;
  expect(about('subscribers:S-1')).toEqual({ Who_Id: { id: '52' }, What_Id: null });
  expect(about('billing_accounts:BA-1')).toEqual({ Who_Id: null, What_Id: { id: '41' }, $se_module: 'Accounts' });
});

test('a subject that names no module stays as it is', () => {
  const values = { What_Id: { id: '7' }, Who_Id: { $key: 'subscribers:S-1' } };
  expect(resolveReferences(values, ids).values).toEqual({ What_Id: { id: '7' }, Who_Id: { id: '52' } });
});
