-- Up Migration
-- The newest mapping that `portage propose` wrote for an engagement: its text and, for each column, the decision with its score.
-- It is kept before the engagement is started, so the slug refers to nothing.
create table mapping_proposal (
  engagement text primary key,
  text text not null,
  decisions jsonb not null,
  proposed_at timestamptz not null default now()
);

-- What people decided about columns of their source, from the mapping that they signed. Names only, no values. Other
-- engagements use it as evidence for their proposals.
create table earlier_decision (
  engagement text not null references engagement,
  -- The name of the source's system, as its profile has it.
  system text not null,
  object text not null,
  -- The words of the column's name.
  name text not null,
  semantic text not null,
  module text not null,
  decision text not null check (decision in ('field', 'custom', 'ignore', 'withheld')),
  -- The field in Zoho; empty for a column that is left out.
  field text not null default '',
  transforms jsonb not null default '[]',
  signed_at timestamptz not null default now(),
  primary key (engagement, object, name, module, decision, field)
);
create index on earlier_decision (object);

-- Down Migration
drop table earlier_decision, mapping_proposal;
