-- Up Migration
-- A browser in which a person is signed in to the console. `id` is the SHA-256 of the random number in its cookie.
create table web_session (
  id text primary key,
  -- A name for lists, which is no secret.
  handle text not null unique,
  issuer text not null,
  subject text not null,
  email text not null,
  name text not null,
  browser text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  authenticated_at timestamptz not null
);
create index web_session_email on web_session (email);

-- A visit to the identity provider that has not come back. `id` is the SHA-256 of the random number in its cookie.
create table web_visit (
  id text primary key,
  body jsonb not null,
  created_at timestamptz not null default now()
);

-- Requests by address or person, for the limits of the console.
create table web_limit (
  key text primary key,
  points int not null default 0,
  expire bigint
);

-- Records of a load that people compare with the source. `fields` has values of records.
create table spot_check (
  run int primary key references run,
  seed text not null,
  population int not null,
  drawn_at timestamptz not null default now(),
  finished_at timestamptz,
  finished_by text
);
create table spot_record (
  run int not null references spot_check on delete cascade,
  no int not null,
  key text not null,
  module zoho_module not null,
  object source_object not null,
  outcome text not null,
  zoho_id text,
  is_random boolean not null,
  traits text[] not null,
  reason text,
  fields jsonb not null,
  verdict text check (verdict in ('right', 'wrong')),
  note text,
  judged_by text,
  judged_at timestamptz,
  primary key (run, no)
);

-- What people decided about a record without a good end. The record itself is in outcome, decided or conflict.
create table exception_decision (
  env int not null references environment,
  key text not null,
  owner text,
  due date,
  decision text check (decision in ('fix-source', 'change-mapping', 'accept', 'drop', 'hand-over')),
  note text not null default '',
  decided_by text not null,
  decided_at timestamptz not null default now(),
  primary key (env, key)
);

-- Down Migration
drop table exception_decision;
drop table spot_record, spot_check;
drop table web_limit, web_visit, web_session;
