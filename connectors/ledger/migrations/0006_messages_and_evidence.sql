-- Up Migration
-- A message is booked once, however often its activity is repeated. A message that could not be read has no fields.
alter table sign_off add column message text;
alter table sign_off alter column gate drop not null;
alter table sign_off alter column decision drop not null;
alter table sign_off alter column signed_by drop not null;
alter table sign_off alter column role drop not null;
alter table sign_off alter column digest drop not null;
create unique index sign_off_message on sign_off (engagement, message);

-- What a digest covers, so that a sign-off can be checked later.
create table evidence (
  engagement text not null references engagement,
  gate text not null,
  digest text not null,
  covered jsonb not null,
  gathered_at timestamptz not null default now(),
  primary key (engagement, gate, digest)
);

-- Large files have a digest only; their content is in the documents folder.
alter table document alter column body drop not null;

-- Versions of the workflow code that were found to continue every running engagement.
create table workflow_code (
  digest text primary key,
  checked_at timestamptz not null default now()
);

-- Down Migration
drop table workflow_code;
delete from document where body is null;
alter table document alter column body set not null;
drop table evidence;
drop index sign_off_message;
delete from sign_off where gate is null or decision is null or signed_by is null or role is null or digest is null;
alter table sign_off alter column digest set not null;
alter table sign_off alter column role set not null;
alter table sign_off alter column signed_by set not null;
alter table sign_off alter column decision set not null;
alter table sign_off alter column gate set not null;
alter table sign_off drop column message;
