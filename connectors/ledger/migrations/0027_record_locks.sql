-- Up Migration
-- A rule that locks the migrated records of a module. It is booked before it is created: without configuration_id, Zoho may
-- have it or not.
create table record_lock (
  engagement text not null references engagement,
  environment text not null,
  module text not null,
  -- Name of the rule, by which it is found in Zoho.
  rule text not null,
  except_profiles text[] not null,
  -- Id of Zoho's configuration of the module, which holds the rule.
  configuration_id text,
  -- What the check found; null before it.
  checked jsonb,
  -- Why the records are not locked, or are not known to be; null if they are.
  problem text,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  -- Why a rollback left the rule in Zoho.
  kept text,
  primary key (engagement, environment, module)
);

-- Down Migration
drop table record_lock;
