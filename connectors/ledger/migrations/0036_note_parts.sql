-- Up Migration
-- The later parts of a note whose text is too long for one: their ids in Zoho, by the id of the first part, which is the record's.
create table note_part (
  env int not null references environment,
  head bigint not null,
  part smallint not null,
  zoho_id bigint not null,
  primary key (env, head, part)
);

-- Down Migration
drop table note_part;
