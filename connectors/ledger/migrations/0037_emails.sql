-- Up Migration
alter type zoho_module add value if not exists 'Emails';

-- An e-mail that was added to a record, or is about to be. Zoho's id of a message is a long hexadecimal text, and all other ids are
-- numbers: `no` stands for it wherever the ledger has the id of a record. It is far smaller than any id of Zoho's.
create table added_mail (
  env int not null references environment,
  key text not null,
  no bigint not null generated always as identity,
  owner_module text not null,
  owner_id bigint not null,
  -- Digest of what a list of Zoho's shows of it: time, direction, subject and addresses.
  outline text not null,
  -- Null until Zoho has answered.
  message_id text,
  primary key (env, key),
  unique (no),
  unique (env, message_id)
);
create index on added_mail (env, owner_id);

-- Down Migration
do $$ begin
  raise exception 'A value of zoho_module can not be removed again. Start with a new database.';
end $$;
