drop schema if exists bss cascade;
create schema bss;
create table bss.status_label (entity text, code int, label text, primary key (entity, code));
create table bss.billing_account (
  account_no text primary key, parent_account_no text, holder_name text, tax_reg_no text, account_class text,
  status_code int, currency text, credit_limit numeric(22,10), balance text, payment_terms text,
  invoice_delivery text, bill_cycle_day int, vat_scheme text, tax_exempt_cert text, owner_login text,
  email text, phone text, street text, city text, postcode text, country_code text, remarks text,
  created_at timestamp, updated_at timestamp
);
create table bss.dunning_case (
  account_no text primary key, level int, since date, amount numeric(12,2), next_action text, next_on date
);
create table bss.tax_rule (
  scheme text, code text, rate numeric(5,2), applies_to text, valid_from date, valid_to date, primary key (scheme, code)
);
create table bss.subscriber (
  subscriber_no text primary key, account_no text, customer_type text, first_name text, last_name text,
  company_name text, tax_id text, email text, msisdn text, alt_phone text, street text, city text, postcode text,
  country_code text, birth_date text, status_code int, plan_code text, language text, login_name text,
  selfcare_password text, owner_login text, remarks text, created_at timestamp, updated_at timestamp
);
create table bss.service_plan (
  plan_code text primary key, version int, name text, description text, monthly_price numeric(22,10), minutes int, megabytes int,
  sms int, valid_from date, valid_to text, status_code int, updated_at timestamp
);
create table bss.category (category_id int primary key, parent_id int, name text);
create table bss.offering (
  offering_code text primary key, category_id int, name text, description text, price numeric(22,10),
  is_bundle boolean, pricing_formula text, status_code int, updated_at timestamp
);
create table bss.bundle_item (bundle_code text, item_code text, quantity int);
create table bss.bundle_discount (bundle_code text, condition text, percent numeric(5,2));
create table bss.supplier (
  supplier_no text primary key, name text, category text, email text, phone text, street text, city text, postcode text,
  country_code text, updated_at timestamp
);
create table bss.subscription_order (
  order_no text primary key, account_no text, subscriber_no text, status_code int, ordered_at timestamp,
  activated_at timestamp, cancelled_at timestamp, contract_end text, description text, owner_login text,
  updated_at timestamp, supplier_no text
);
create table bss.order_line (
  order_no text, line_no int, item_object text, item_code text, description text, quantity numeric(22,10),
  unit_price numeric(22,10), discount numeric(22,10), primary key (order_no, line_no)
);
create table bss.invoice (
  invoice_no text primary key, account_no text, order_no text, issued_on date, due_on date, status_code int,
  total numeric(22,10), open_balance numeric(22,10), currency text, updated_at timestamp
);
create table bss.invoice_line (
  invoice_no text, line_no int, item_object text, item_code text, description text, quantity numeric(22,10),
  unit_price numeric(22,10), discount numeric(22,10), primary key (invoice_no, line_no)
);
create table bss.invoice_tax (invoice_no text, code text, rate numeric(5,2), amount numeric(22,10));
create table bss.payment (invoice_no text, payment_no text primary key, amount numeric(22,10));
create table bss.ext_definition (
  entity_type text, name text, label text, data_type text, options text, mandatory boolean,
  primary key (entity_type, name)
);
create table bss.ext_value (entity_type text, entity_key text, name text, value text);
create table bss.note (note_id int primary key, subscriber_no text, author text, body text, created_at timestamp);
create table bss.interaction (
  interaction_id text primary key, subscriber_no text, kind_code text, direction text, channel text, subject text,
  body text, started_at timestamptz, ended_at timestamptz, agent text, message_id text, sender text, recipients text
);
create table bss.document (
  document_id text primary key, owner_object text, owner_no text, kind text, name text, mime_type text, filed_on date,
  content bytea
);
create table bss.ocs_bucket (
  bucket_id text primary key, subscriber_no text, usage_type text, opening numeric, used numeric, remaining numeric,
  unit text, currency text, shared boolean, valid_to timestamp
);
create table bss.pcrf_rule (rule_name text primary key, vendor text, precedence int, definition text);
create table bss.plan_policy (plan_code text, rule_name text);
create table bss.aaa_record (
  subscriber_no text, imsi text, ki text, opc text, apn text, static_ip text,
  algorithm text, k4_index text, sip_password text, radius_secret text
);
create table bss.sim_card (
  iccid text primary key, subscriber_no text, imsi text, eid text, pin text, puk text
);
create table bss.device (imei text primary key, subscriber_no text, mac text);
create table bss.usage_record (
  usage_id bigint, subscriber_no text, kind text, started_at timestamp, amount numeric, unit text, billed boolean,
  rated boolean, ended_at timestamp
);
create table bss.network_element (element_id text primary key, kind text, site text, subscriber_no text);
