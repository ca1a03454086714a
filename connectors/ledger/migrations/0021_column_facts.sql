-- Up Migration
-- What the discovery found out about the columns of a source: counts, shapes and keyed hashes, and no values. One row for
-- each column of the newest survey.
create table column_facts (
  engagement text not null references engagement (slug),
  object text not null,
  -- `lines` for a column of the lines in a record; empty for a column of the record itself.
  within text not null default '',
  name text not null,
  facts jsonb not null,
  taken_at timestamptz not null,
  primary key (engagement, object, within, name)
);

-- Down Migration
drop table column_facts;
