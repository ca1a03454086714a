import { routesOf } from '../../../domain/proposal/routes.ts';
import { column, refersTo, table } from './columns.ts';

const company = column('company_name', 'company');
const routes = (...args: Parameters<typeof table>) =>
  routesOf(table(...args)).map(({ module, isBusiness, route }) => [module, isBusiness, route]);

test('all rows of an object go to its module', () => {
  expect(routes('orders', [])).toEqual([['Sales_Orders', false, null]]);
  expect(routes('payments', [])).toEqual([]);
});

test('orders that name a supplier become purchase orders', () => {
  const supplier = column('supplier_no', 'reference', refersTo('suppliers'));
  expect(routes('orders', [column('order_no', 'id'), supplier])).toEqual([
    ['Purchase_Orders', false, { field: 'supplier_no', empty: false }],
    ['Sales_Orders', false, null],
  ]);
});

test('business subscribers become accounts if a code tells them from persons', () => {
  const type = column('kind', 'code', { values: ['RES', 'BUS', 'SME'] });
  expect(routes('subscribers', [type, company])).toEqual([
    ['Accounts', true, { field: 'kind', in: ['BUS', 'SME'] }],
    ['Contacts', false, null],
  ]);
});

test('a flag can mark them', () => {
  const flag = column('is_company', 'flag', { values: ['0', '1', 'odd'] });
  expect(routes('subscribers', [flag, company])[0]).toEqual(['Accounts', true, { field: 'is_company', in: ['1'] }]);
});

test.each(['IsPersonAccount', 'personafisica', 'is_consumer'])(
  'the flag %s marks persons, so that all others are businesses',
  (name) => {
    const flag = column(name, 'flag', { values: ['true', 'false'] });
    expect(routes('subscribers', [flag, company])[0]).toEqual(['Accounts', true, { field: name, in: ['false'] }]);
  },
);

test('a flag that always has the same value parts nothing', () => {
  const flag = column('is_company', 'flag', { values: ['0'] });
  const other = column('is_active', 'flag', { values: ['0', '1'] });
  expect(routes('subscribers', [flag, other, company])).toHaveLength(1);
});

test('or they are the rows that have a company and no surname', () => {
  expect(routes('subscribers', [company], { companiesWithoutPerson: 0.9 })[0]).toEqual([
    'Accounts',
    true,
    { field: 'company_name', empty: false },
  ]);
  expect(routes('subscribers', [company], { companiesWithoutPerson: 0.1 })).toHaveLength(1);
});

test('without a company, or without anything that tells them apart, all are persons', () => {
  const type = column('kind', 'code', { values: ['RES', 'BUS'] });
  const other = column('kind', 'code', { values: ['BUS'] });
  expect(routes('subscribers', [type])).toHaveLength(1);
  expect(routes('subscribers', [other, company])).toHaveLength(1);
});
