-- Up Migration
-- When the newest survey was searched for duplicates. `withheld`: clusters whose ids are network identifiers that can't be hashed.
create table duplicate_survey (
  engagement text primary key references engagement,
  taken_at timestamptz not null,
  withheld int not null
);

-- Possible duplicates of the newest survey: ids and evidence, no values. An id that is a network identifier is hashed.
create table duplicate_cluster (
  engagement text not null references engagement,
  id text not null,
  object text not null,
  tier text not null check (tier in ('certain', 'likely', 'unsure')),
  ids text[] not null,
  pairs jsonb not null,
  -- What the decisions say about it as it is now, and the number of the decision that covers it.
  state text not null check (state in ('open', 'accept', 'split', 'ignore')),
  decision int,
  -- People keep two of its members apart, so it is never decided together with others.
  has_apart boolean not null,
  primary key (engagement, id)
);
create index duplicate_cluster_ids on duplicate_cluster using gin (ids);

-- The rows of the members in the newest survey, for approvers. Network identifiers are masked.
create table duplicate_member (
  engagement text not null references engagement,
  object text not null,
  id text not null,
  fields jsonb not null,
  primary key (engagement, object, id)
);

-- What people decided, by the ids of the members. Nothing is ever changed here, and a newer decision counts more.
create table duplicate_decision (
  engagement text not null references engagement,
  no int not null,
  object text not null,
  ids text[] not null,
  decision text not null check (decision in ('accept', 'split', 'ignore')),
  -- Groups of ids that are one record.
  groups jsonb not null,
  cluster text not null,
  by text not null,
  role text not null,
  comment text not null,
  proof jsonb,
  at timestamptz not null default now(),
  primary key (engagement, no)
);
create index duplicate_decision_ids on duplicate_decision using gin (ids);

-- The decisions that a run uses. They are set once, so that a run that goes on uses the same.
create table duplicate_use (
  engagement text not null references engagement,
  digest text not null,
  decisions jsonb not null,
  primary key (engagement, digest)
);
alter table run add column duplicates_digest text;

-- Down Migration
alter table run drop column duplicates_digest;
drop table duplicate_use, duplicate_decision, duplicate_member, duplicate_cluster, duplicate_survey;
