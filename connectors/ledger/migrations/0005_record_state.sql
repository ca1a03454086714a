-- Up Migration
do $$ begin
  if exists (select from run where kind <> 'survey' and state <> 'rolled-back') then
    raise exception 'This ledger has loads of an earlier version. Nothing was changed. Roll them back with that version, or start with a new database.';
  end if;
end $$;

drop table queue, outcome, phase, lane, booking, custom_rejection, removal, remark;
delete from run where kind = 'survey';

create type zoho_module as enum
  ('Accounts', 'Contacts', 'Products', 'Vendors', 'Sales_Orders', 'Purchase_Orders', 'Invoices');
create type source_object as enum
  ('billing_accounts', 'subscribers', 'service_plans', 'product_catalog', 'orders', 'invoices');
create type record_origin as enum ('ours', 'adopted');
create type record_outcome as enum ('created', 'updated', 'merged', 'excluded', 'rejected');
create type slice_pass as enum ('base', 'custom', 'verify');

-- The sandbox or the production of an engagement.
create table environment (
  id int generated always as identity primary key,
  engagement text not null references engagement,
  name text not null,
  -- Modules whose records from before the first load are adopted completely.
  surveyed zoho_module[] not null default '{}',
  -- The highest number in record_value.
  last_no int not null default 0,
  unique (engagement, name)
);
insert into environment (engagement, name) select distinct engagement, environment from run;

alter table run alter column id type int;
alter table report alter column run_id type int;
alter table run add column env int references environment;
update run set env = e.id from environment e where e.engagement = run.engagement and e.name = run.environment;
alter table run alter column env set not null;
alter table run drop column engagement, drop column environment;
alter table run add unique (env, name);
alter table run drop constraint run_kind_check;
alter table run add constraint run_kind_check check (kind in ('full', 'delta'));
-- closed: the epochs of all slices were raised, so no lane can book or claim any more.
alter table run drop constraint run_state_check;
alter table run add constraint run_state_check check (state in ('open', 'loaded', 'closed', 'rolled-back'));

-- The values for Zoho, with references to other records as keys. Rows are immutable. The numbers of one module and run
-- are consecutive, and rise over all runs of the environment. The mass tables have no foreign keys, because a foreign key
-- fires a trigger for each row.
create table record_value (
  env int not null,
  no int not null,
  module zoho_module not null,
  object source_object not null,
  key text not null,
  base json not null,
  custom json,
  refs text[] not null,
  primary key (env, no)
) partition by list (env);

-- The state of each key. Not in Zoho: zoho_id is null.
create table record (
  env int not null,
  module zoho_module not null,
  -- ours: a load created it. adopted: it was in Zoho before the first load.
  origin record_origin not null,
  created_run int,
  last_run int,
  -- The values that Zoho last acknowledged for each pass, by their number in record_value.
  base_no int,
  custom_no int,
  zoho_id bigint,
  modified_at timestamptz,
  -- For a merged record: the key of its survivor, which is not merged itself.
  same_as text,
  key text not null,
  primary key (env, key)
) partition by list (env);

-- What a run did to a queued record. A queued record without a row is pending.
create table outcome (
  run int not null,
  no int not null,
  object source_object not null,
  outcome record_outcome not null,
  reason text,
  -- The record that caused the reason, such as a parent that is not in Zoho.
  reference text,
  -- Why Zoho rejected the custom fields of a record whose standard fields were written.
  custom_reason text,
  primary key (run, no)
) partition by list (run);

-- Records that the transformation decided. They are never queued.
create table decided (
  run int not null,
  key text not null,
  module zoho_module not null,
  object source_object not null,
  outcome record_outcome not null,
  survivor text,
  reason text,
  primary key (run, key)
) partition by list (run);

create table remark (
  run int not null,
  key text not null,
  field text not null,
  rule text not null
) partition by list (run);
create index remark_key on remark (run, key);

-- A run's phase: its rows by source object, from the transformation.
create table phase (
  run int not null references run,
  module zoho_module not null,
  queued jsonb not null,
  unchanged jsonb not null,
  destination_before int,
  primary key (run, module)
);

-- The work of a pass: a range of numbers that one lane holds at a time. Numbers up to booked_to have an outcome. Those up
-- to claimed_to may have been sent. The epoch fences earlier holders, and is raised when a run is closed.
create table slice (
  run int not null references run,
  module zoho_module not null,
  pass slice_pass not null,
  slice int not null,
  first_no int not null,
  last_no int not null,
  booked_to int not null,
  claimed_to int not null,
  lane int,
  epoch int not null default 1,
  created int not null default 0,
  updated int not null default 0,
  rejected int not null default 0,
  calls int not null default 0,
  credits int not null default 0,
  began_at timestamptz,
  ended_at timestamptz,
  -- What the verification of the slice found.
  result jsonb,
  primary key (run, module, pass, slice)
) with (fillfactor = 50);

-- The values of an adopted record before our first write to it.
create table before_image (
  env int not null references environment,
  key text not null,
  run int not null,
  body jsonb not null,
  primary key (env, key)
);

create table removal (
  run int not null,
  key text not null,
  module zoho_module not null,
  zoho_id bigint not null,
  result text not null,
  primary key (run, key)
);

-- The work list of a rollback.
create table rollback_item (
  run int not null,
  no int not null,
  key text not null,
  zoho_id bigint not null,
  result text,
  primary key (run, no)
) partition by list (run);

-- Down Migration
do $$ begin
  raise exception 'The state of records can not be turned into the tables before it. Start with a new database.';
end $$;
