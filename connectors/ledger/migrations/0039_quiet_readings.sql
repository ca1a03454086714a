-- Up Migration
-- What a watch of the source read before the deltas: figures only. A watch that people ask for again has the next number.
create table quiet_reading (
  engagement text not null references engagement (slug),
  watch int not null,
  no int not null generated always as identity,
  reading jsonb not null,
  primary key (engagement, watch, no)
);

-- Down Migration
drop table quiet_reading;
