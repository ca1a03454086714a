-- Up Migration
-- Records of the source and records in Zoho that a rule of the mapping holds for the same, without values. They are found anew by
-- each mapping step (for production) and by each transformation (for its environment).
create table record_match (
  env int not null references environment,
  key text not null,
  module zoho_module not null,
  zoho_id bigint not null,
  zoho_module zoho_module not null,
  rule text not null,
  -- How similar the values are; null for equal ones.
  score real,
  -- ask: nobody has decided, so the record of the source is held back.
  state text not null check (state in ('adopt', 'apart', 'ask')),
  why text not null,
  -- People could see it at the gate mapping.
  is_planned boolean not null,
  primary key (env, key, zoho_id)
);
-- A record in Zoho becomes one record of the source, whatever goes wrong.
create unique index record_match_adopted on record_match (env, zoho_id) where state = 'adopt';

-- What people decided. The newest row about a pair counts; nothing is changed or removed.
create table match_decision (
  id bigint generated always as identity primary key,
  env int not null references environment,
  key text not null,
  zoho_id bigint not null,
  decision text not null check (decision in ('adopt', 'apart')),
  decided_by text not null,
  role text not null,
  decided_at timestamptz not null default now()
);
create index match_decision_about on match_decision (env, key, zoho_id, id desc);

-- Down Migration
drop table match_decision, record_match;
