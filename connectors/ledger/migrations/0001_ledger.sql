-- Up Migration
create table engagement (
  slug text primary key,
  config jsonb not null,
  config_digest text not null,
  salt text not null,
  opened_at timestamptz not null default now()
);

create table document (
  engagement text not null references engagement,
  digest text not null,
  name text not null,
  body text not null,
  written_at timestamptz not null default now(),
  primary key (engagement, name, digest)
);

create table run (
  id bigint generated always as identity primary key,
  engagement text not null references engagement,
  environment text not null,
  name text not null,
  mapping_digest text not null,
  manifest_digest text not null,
  state text not null default 'open' check (state in ('open', 'loaded', 'rolled-back')),
  -- Number of rows that took each route of the mapping, counted by the transformation.
  routed jsonb,
  bodies_scanned bigint not null default 0,
  opened_at timestamptz not null default now(),
  unique (engagement, environment, name)
);

-- The values for Zoho, with references to other records as keys. Rows are immutable after their phase has begun.
create table queue (
  run_id bigint not null references run,
  module text not null,
  seq int not null,
  key text not null,
  base json not null,
  custom json,
  refs text[] not null,
  digest text not null,
  primary key (run_id, module, seq)
);
create index queue_key on queue (key);

-- One row per source record and run. A queued record without a row is pending. The index begins with the key: a new run
-- has no statistics, so the planner would rate an index that begins with run_id as high as one that finds a single row.
create table outcome (
  run_id bigint not null references run,
  key text not null,
  module text not null,
  outcome text not null,
  zoho_id text,
  survivor text,
  reason text,
  primary key (key, run_id)
);

create table phase (
  run_id bigint not null references run,
  module text not null,
  pass text not null,
  next_seq int not null default 1,
  last_seq int not null,
  written int not null default 0,
  rejected int not null default 0,
  calls int not null default 0,
  credits int not null default 0,
  began_at timestamptz,
  ended_at timestamptz,
  destination_before int,
  primary key (run_id, module, pass)
);

-- The holder of a lane. A higher epoch fences all earlier holders.
create table lane (
  run_id bigint not null,
  module text not null,
  pass text not null,
  lane int not null,
  epoch int not null,
  primary key (run_id, module, pass, lane)
);

-- A claimed batch without an outcome. `claimed`: certainly not sent. `in-flight`: possibly sent.
create table booking (
  run_id bigint not null,
  module text not null,
  pass text not null,
  first_seq int not null,
  last_seq int not null,
  lane int not null,
  state text not null check (state in ('claimed', 'in-flight')),
  primary key (run_id, module, pass, first_seq)
);

create table custom_rejection (
  run_id bigint not null,
  key text not null,
  reason text not null,
  primary key (run_id, key)
);

create table remark (
  run_id bigint not null references run,
  key text not null,
  field text not null,
  rule text not null,
  hash text
);
create index remark_key on remark (key);

create table report (
  run_id bigint not null references run,
  module text not null,
  kind text not null,
  body jsonb not null,
  primary key (run_id, module, kind)
);

create table sign_off (
  engagement text not null references engagement,
  gate text not null,
  decision text not null,
  signed_by text not null,
  role text not null,
  digest text not null,
  comment text,
  counted boolean not null,
  why text,
  at timestamptz not null
);

create table schema_change (
  engagement text not null references engagement,
  environment text not null,
  module text not null,
  api_name text not null,
  field_id text not null,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (engagement, environment, module, field_id)
);

create table removal (
  run_id bigint not null,
  module text not null,
  key text not null,
  zoho_id text not null,
  result text not null,
  primary key (key, run_id)
);

create table audit (
  engagement text not null references engagement,
  seq int not null,
  at timestamptz not null,
  what text not null,
  body jsonb not null,
  previous text not null,
  hash text not null,
  primary key (engagement, seq)
);

-- Encrypted with a key that is derived from the org's client secret.
create table access_token (
  owner text primary key,
  sealed text not null,
  expires_at timestamptz not null
);

create table credit_use (
  org_id text not null,
  minute timestamptz not null,
  engagement text not null,
  calls int not null,
  credits int not null,
  primary key (org_id, minute, engagement)
);

-- Down Migration
drop table credit_use, access_token, audit, removal, schema_change, sign_off, report, remark, custom_rejection,
  booking, lane, phase, outcome, queue, run, document, engagement;
