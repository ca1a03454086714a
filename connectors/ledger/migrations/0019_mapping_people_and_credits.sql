-- Up Migration
-- Every text of mapping.yml that was used or saved. `file`: as it was on the worker's disk; `based_on` is null for these.
create table mapping_version (
  engagement text not null references engagement,
  version int not null,
  origin text not null check (origin in ('file', 'console', 'command-line')),
  text text not null,
  -- SHA-256 of the text.
  digest text not null,
  -- Digest of what the text means, as the gates show it.
  mapping_digest text not null,
  based_on int,
  made_by text,
  comment text not null default '',
  proof jsonb,
  made_at timestamptz not null default now(),
  primary key (engagement, version)
);

-- What a mapping is checked against, as the last mapping step saw it: names of fields of the source and of Zoho.
create table mapping_basis (
  engagement text primary key references engagement,
  body jsonb not null,
  described_at timestamptz not null default now()
);

-- Columns of the newest extraction: how many of the first rows have a value, and a few values, for approvers.
create table column_sample (
  engagement text not null references engagement,
  object text not null,
  field text not null,
  rows int not null,
  filled int not null,
  samples jsonb not null,
  primary key (engagement, object, field)
);

-- What Zoho last said about the credits of an org. `credits` is null while more than half of them are left.
create table credit_left (
  org_id text primary key,
  credits int,
  said_at timestamptz not null default now()
);

-- Other people than those of the start, as the engagement file names them now. They count after the people of before have
-- approved them at the gate mapping.
create table people_proposal (
  engagement text primary key references engagement,
  people jsonb not null,
  digest text not null,
  proposed_at timestamptz not null default now()
);

-- Down Migration
drop table people_proposal, credit_left, column_sample, mapping_basis, mapping_version;
