create table accounts (record_id bigserial primary key, id uuid not null, external_key text, email text, name text,
  first_name_length int, currency text, billing_cycle_day_local int, parent_account_id uuid,
  is_payment_delegated_to_parent boolean, payment_method_id uuid, time_zone text, locale text, address1 text, address2 text,
  company_name text, city text, state_or_province text, country text, postal_code text, phone text, notes text,
  migrated boolean, created_date timestamp, created_by text, updated_date timestamp, updated_by text,
  tenant_record_id bigint);
create table bundles (record_id bigserial primary key, id uuid, external_key text, account_id uuid,
  last_sys_update_date timestamp, original_created_date timestamp, created_date timestamp, updated_date timestamp,
  account_record_id bigint, tenant_record_id bigint);
create table subscriptions (record_id bigserial primary key, id uuid, bundle_id uuid, external_key text, category text,
  start_date timestamp, bundle_start_date timestamp, charged_through_date timestamp, migrated boolean,
  created_date timestamp, updated_date timestamp, account_record_id bigint, tenant_record_id bigint);
create table subscription_events (record_id bigserial primary key, id uuid, event_type text, user_type text,
  effective_date timestamp, subscription_id uuid, plan_name text, phase_name text, price_list_name text,
  billing_cycle_day_local int, is_active boolean, created_date timestamp, updated_date timestamp, account_record_id bigint,
  tenant_record_id bigint);
create table blocking_states (record_id bigserial primary key, id uuid, blockable_id uuid, type text, state text,
  service text, block_change boolean, block_entitlement boolean, block_billing boolean, effective_date timestamp,
  is_active boolean, tenant_record_id bigint);
create table invoices (record_id bigserial primary key, id uuid, account_id uuid, invoice_date date, target_date date,
  currency text, status text, migrated boolean, parent_invoice boolean, created_by text, created_date timestamp,
  account_record_id bigint, tenant_record_id bigint);
create table invoice_items (record_id bigserial primary key, id uuid, type text, invoice_id uuid, account_id uuid,
  child_account_id uuid, bundle_id uuid, subscription_id uuid, description text, plan_name text, phase_name text,
  usage_name text, start_date date, end_date date, amount numeric(15,9), rate numeric(15,9), currency text,
  linked_item_id uuid, quantity decimal(18,9), created_date timestamp, account_record_id bigint, tenant_record_id bigint);
create table invoice_payments (record_id bigserial primary key, id uuid, type text, invoice_id uuid, payment_id uuid,
  payment_date timestamp, amount numeric(15,9), currency text, processed_currency text, success boolean,
  created_date timestamp, tenant_record_id bigint);
create table payment_methods (record_id bigserial primary key, id uuid, account_id uuid, plugin_name text,
  is_active boolean, card_number text, tenant_record_id bigint);
create table custom_fields (record_id bigserial primary key, id uuid, object_id uuid, object_type text, is_active boolean,
  field_name text, field_value text, created_date timestamp, tenant_record_id bigint);
create table catalog_plans (plan_name text, product_name text, pretty_name text, billing_period text, price numeric(15,9),
  currency text, catalog_effective_date timestamp, retired boolean, tenant_record_id bigint);
create table tags (record_id bigserial primary key, id uuid, tag_definition_name text, object_id uuid, object_type text,
  is_active boolean, tenant_record_id bigint);

create function uid(kind text, n int) returns uuid language sql immutable as $$ select md5(kind || n)::uuid $$;
insert into accounts (id, external_key, email, name, first_name_length, currency, billing_cycle_day_local,
  parent_account_id, is_payment_delegated_to_parent, payment_method_id, time_zone, locale, address1, company_name, city,
  country, postal_code, phone, notes, migrated, created_date, updated_date, tenant_record_id)
select uid('a', n), 'A' || lpad(n::text, 5, '0'), 'person' || n || '@example.com', 'Ada Brightwater' || n, 3, 'EUR',
  case when n % 7 = 0 then 0 else 1 + n % 28 end, case when n % 10 = 3 then uid('a', n - 2) end, n % 20 = 3, uid('p', n),
  case when n % 3 = 0 then 'Europe/Athens' else 'Europe/Paris' end, 'fr_FR', n || ' Rue de l''Essai',
  case when n % 5 = 0 then 'Northgate Bakery ' || n end, 'Paris', case when n % 4 = 0 then 'France' else 'FR' end, '75002',
  '+44 20 7946 0' || lpad((n % 1000)::text, 3, '0'), case when n % 9 = 0 then 'Prefers | e-mail' || chr(10) || 'second line' end,
  false, timestamp '2020-01-01 10:00' + n * interval '1 day', timestamp '2024-01-01 10:00' + n * interval '1 hour',
  case when n % 25 = 0 then 2 else 1 end
from generate_series(1, 200) n;
insert into payment_methods (id, account_id, plugin_name, is_active, card_number, tenant_record_id)
select uid('p', n), uid('a', n), 'stripe', true, '4111111111111111', 1 from generate_series(1, 200) n;
insert into catalog_plans values
  ('lemon-mb-monthly', 'LemonMobile', 'Lemon Mobile', 'MONTHLY', 19.990000000, 'EUR', '2020-01-01', false, 1),
  ('lemon-fibre-monthly', 'LemonFibre', 'Lemon Fibre', 'MONTHLY', 39.990000000, 'EUR', '2020-01-01', false, 1),
  ('lemon-mb-monthly', 'LemonMobile', 'Lemon Mobile', 'MONTHLY', 21.990000000, 'EUR', '2023-01-01', false, 1),
  ('lime-monthly', 'Lime', 'Lime (old)', 'MONTHLY', 9.990000000, 'EUR', '2018-01-01', true, 1);
insert into bundles (id, external_key, account_id, original_created_date, created_date, updated_date, account_record_id, tenant_record_id)
select uid('b', n), 'B-' || n, uid('a', 1 + n % 200), '2021-01-01', '2021-01-01', '2021-01-01', 1 + n % 200,
  case when (1 + n % 200) % 25 = 0 then 2 else 1 end from generate_series(1, 300) n;
insert into subscriptions (id, bundle_id, external_key, category, start_date, charged_through_date, created_date, updated_date, account_record_id, tenant_record_id)
select uid('s', n), uid('b', n), 'S-' || n, 'BASE', timestamp '2021-02-01' + n * interval '1 day', '2025-01-01', '2021-02-01',
  '2021-02-01', 1 + n % 200, case when (1 + n % 200) % 25 = 0 then 2 else 1 end from generate_series(1, 300) n;
insert into subscription_events (id, event_type, user_type, effective_date, subscription_id, plan_name, phase_name, is_active, created_date, tenant_record_id)
select uid('e1', n), 'API_USER', 'CREATE', timestamp '2021-02-01' + n * interval '1 day', uid('s', n), case when n % 2 = 0 then 'lemon-mb-monthly' else 'lime-monthly' end, 'evergreen', true, timestamp '2021-02-01', 1 from generate_series(1, 300) n
union all
select uid('e2', n), 'API_USER', 'CHANGE', timestamp '2023-02-01' + n * interval '1 day', uid('s', n), 'lemon-fibre-monthly', 'evergreen', n % 12 <> 0, timestamp '2023-02-01', 1 from generate_series(3, 300, 3) n
union all
select uid('e3', n), 'API_USER', 'CANCEL', timestamp '2024-02-01' + n * interval '1 day', uid('s', n), null, null, true, timestamp '2024-02-01', 1 from generate_series(5, 300, 5) n
union all
select uid('e4', n), 'API_USER', 'CANCEL', timestamp '2024-02-01' + n * interval '1 day', uid('s', n), null, null, false, timestamp '2024-02-01', 1 from generate_series(7, 300, 35) n;
insert into blocking_states (id, blockable_id, type, state, service, block_entitlement, effective_date, is_active, tenant_record_id)
select uid('k', n), uid('a', n), 'ACCOUNT', 'OD1', 'overdue-service', true, '2024-05-01', true, 1 from generate_series(11, 200, 40) n;
insert into invoices (id, account_id, invoice_date, target_date, currency, status, created_date, account_record_id, tenant_record_id)
select uid('i', n), uid('a', 1 + n % 200), date '2024-01-01' + n % 300, date '2024-01-01' + n % 300, 'EUR',
  case when n % 50 = 0 then 'DRAFT' when n % 51 = 0 then 'VOID' else 'COMMITTED' end, '2024-01-01', 1 + n % 200,
  case when (1 + n % 200) % 25 = 0 then 2 else 1 end from generate_series(1, 600) n;
insert into invoice_items (id, type, invoice_id, account_id, subscription_id, description, plan_name, start_date, end_date, amount, rate, currency, quantity, tenant_record_id)
select uid('l1', n), 'RECURRING', uid('i', n), uid('a', 1 + n % 200), uid('s', 1 + n % 300), 'Lemon Mobile', 'lemon-mb-monthly', date '2024-01-01', date '2024-02-01', 19.99, 19.99, 'EUR', null::numeric, 1 from generate_series(1, 600) n
union all
select uid('l2', n), 'TAX', uid('i', n), uid('a', 1 + n % 200), null, 'VAT', null, null, null, 4.00, null, 'EUR', null::numeric, 1 from generate_series(1, 600) n
union all
select uid('l3', n), 'CBA_ADJ', uid('i', n), uid('a', 1 + n % 200), null, 'Adjustment (account credit)', null, null, null, -5, null, 'EUR', null::numeric, 1 from generate_series(4, 600, 4) n;
insert into invoice_payments (id, type, invoice_id, payment_id, payment_date, amount, currency, success, tenant_record_id)
select uid('y', n), 'ATTEMPT', uid('i', n), uid('z', n), '2024-02-01', 10, 'EUR', n % 3 <> 0, 1 from generate_series(1, 600, 2) n;
insert into custom_fields (id, object_id, object_type, is_active, field_name, field_value, tenant_record_id)
select uid('c1', n), uid('a', n), 'ACCOUNT', true, 'loyalty', 'Gold', 1 from generate_series(2, 200, 2) n
union all
select uid('c2', n), uid('a', n), 'ACCOUNT', n % 6 <> 0, 'segment', 'SME', 1 from generate_series(3, 200, 3) n
union all
select uid('c3', n), uid('s', n), 'SUBSCRIPTION', true, 'imsi', '00101' || lpad(n::text, 10, '0'), 1 from generate_series(1, 300) n;
