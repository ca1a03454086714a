import { readByExample } from '../../support/example-profile.ts';

const tables = `
  create table base_user (id int, password text, deleted smallint, status_id int, currency_id int, create_datetime timestamp);
  create table customer (id int, user_id int, parent_id int, credit_limit numeric(22,10), dynamic_balance numeric(22,10));
  create table contact (user_id int, first_name text, last_name text, organization_name text, email text, street_addres1 text,
    city text, postal_code text, country_code text, phone_country_code int, phone_area_code int, phone_phone_number text);
  create table currency (id int, code text);
  create table international_description (table_id int, foreign_id int, psudo_column text, language_id int, content text);
  create table meta_field_name (id int, name text, entity_type text, data_type text, is_mandatory boolean, is_disabled boolean);
  create table meta_field_value (id int, meta_field_name_id int, string_value text, integer_value int,
    decimal_value numeric(22,10), boolean_value boolean, date_value date);
  create table customer_meta_field_map (customer_id int, meta_field_value_id int);
  create table item (id int, internal_number text, deleted smallint);
  create table item_price (item_id int, rate numeric(22,10));
  create table purchase_order (id int, user_id int, status_id int, active_since date, active_until date, notes text,
    deleted smallint);
  create table order_line (id int, order_id int, item_id int, type_id int, description text, quantity numeric(22,10),
    price numeric(22,10), deleted smallint);
  create table invoice (id int, public_number text, user_id int, status_id int, create_datetime timestamp, due_date date,
    total numeric(22,10), balance numeric(22,10), currency_id int, is_review smallint, deleted smallint);
  create table invoice_line (id int, invoice_id int, item_id int, description text, quantity numeric(22,10),
    price numeric(22,10), deleted smallint);
  insert into currency values (1, 'USD');
  insert into international_description values (9, 1, 'description', 1, 'Active'), (9, 1, 'description', 2, 'Aktiv'),
    (14, 7, 'description', 1, 'Lemon plan'), (20, 1, 'description', 1, 'Active'), (90, 2, 'description', 1, 'Unpaid');
  insert into base_user values (10, 'secret', 0, 1, 1, '2020-01-02 03:04:05'), (11, 'secret', 0, 1, 1, '2021-01-02 03:04:05'),
    (12, 'secret', 1, 1, 1, '2022-01-02 03:04:05');
  insert into customer values (1, 10, null, 100, -3.5), (2, 11, 1, 0, 0), (3, 12, null, 0, 0);
  insert into contact values (10, 'Ada', 'Tarn', 'Tarn Bakery', 'a@example.com', '1 Road', 'Boston', '02101', 'US', 1, 212, '5550101'),
    (11, 'Bram', 'Vale', '', 'b@example.com', '2 Road', 'Boston', '02101', 'US', 1, 212, '5550102');
  insert into meta_field_name values (1, 'tier', 'CUSTOMER', 'STRING', false, false), (2, 'old', 'CUSTOMER', 'STRING', false, true);
  insert into meta_field_value values (1, 1, 'Gold'), (2, 2, 'gone');
  insert into customer_meta_field_map values (1, 1), (1, 2);
  insert into item values (7, 'LEMON-1', 0), (8, 'LEMON-0', 1);
  insert into item_price values (7, 19.99);
  insert into purchase_order values (5, 10, 1, '2020-02-01', null, 'first', 0), (6, 10, 1, '2020-02-01', null, 'gone', 1);
  insert into order_line values (50, 5, 7, 1, 'Lemon', 2, 19.99, 0), (51, 5, 7, 2, 'Tax', 1, 4, 0), (52, 5, 7, 1, 'gone', 1, 1, 1);
  insert into invoice values (70, '780001', 10, 2, '2020-03-01 00:00', '2020-03-15', 43.98, 43.98, 1, 0, 0),
    (71, '780002', 10, 2, '2020-03-01 00:00', '2020-03-15', 1, 1, 1, 1, 0);
  insert into invoice_line values (700, 70, 7, 'Lemon', 2, 19.99, 0), (701, 70, null, 'Late fee', 1, 4, 0)`;

test('a database in the style of jBilling is read by a profile alone', async () => {
  const { rows, customFields } = await readByExample('jbilling-style.yml', tables);
  expect(rows['billing_accounts']).toMatchObject([
    {
      account_no: 'BA-1',
      holder_name: 'Tarn Bakery',
      phone: '+12125550101',
      status: 'Active',
      balance: '-3.5000000000',
      extensions: '{ "tier" : "Gold" }',
    },
    { account_no: 'BA-2', parent_account_no: 'BA-1', holder_name: 'Bram Vale', extensions: '' },
  ]);
  expect(rows['service_plans']).toEqual([{ plan_code: 'LEMON-1', name: 'Lemon plan', monthly_price: '19.9900000000' }]);
  const orders = rows['orders'] ?? [];
  expect(orders.map(({ order_no, lines }) => [order_no, JSON.parse(lines!) as unknown])).toMatchObject([
    ['ORD-5', [{ line_no: '50', item_code: 'LEMON-1', quantity: '2.0000000000' }]],
  ]);
  const invoices = rows['invoices'] ?? [];
  expect(invoices.map(({ invoice_no }) => invoice_no)).toEqual(['780001']);
  expect(JSON.parse(invoices[0]!['lines']!)).toMatchObject([
    { item_code: 'LEMON-1' },
    { item_code: '', description: 'Late fee' },
  ]);
  expect(customFields).toEqual([{ object: 'billing_accounts', name: 'tier', type: 'string' }]);
});
