import { keysIn, resolveReferences, type Resolved } from '../../domain/resolve-references.ts';

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
  expect(resolveReferences(values, ids)).toEqual({ values: { B: [] }, unresolved: ['orders:7', 'orders:8'] });
});

test('values without references stay as they are', () => {
  const values = { Subject: 'SO-1', Ordered_Items: [{ Quantity: 1 }, null], Empty: null };
  expect(resolveReferences(values, ids)).toEqual({ values, unresolved: [] });
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
