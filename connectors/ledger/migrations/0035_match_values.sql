-- Up Migration
-- What people compare before they decide about an open match: fields as texts, as the source's record would get them and as Zoho
-- has them, for approvers. Network identifiers are masked. It goes with its match, and once the match is decided, with the next
-- evaluation.
create table match_value (
  env int not null,
  key text not null,
  zoho_id bigint not null,
  fields jsonb not null,
  primary key (env, key, zoho_id),
  foreign key (env, key, zoho_id) references record_match on delete cascade
);

-- Down Migration
drop table match_value;
