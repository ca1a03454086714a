-- Up Migration
alter type zoho_module add value 'Attachments';
alter type source_object add value if not exists 'documents';

-- What was read from the source for a file, and the record in Zoho that it hangs on, before it was sent. The bytes are nowhere.
create table attached_file (
  env int not null references environment,
  key text not null,
  owner_module text not null,
  owner_id bigint not null,
  bytes bigint not null,
  sha256 text not null,
  -- A text, whose content was scanned for network identifiers. The content of others can't be scanned.
  scanned boolean not null,
  primary key (env, key)
);

-- Down Migration
do $$ begin
  raise exception 'A value of zoho_module can not be removed again. Start with a new database.';
end $$;
