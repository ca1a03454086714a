-- Up Migration
-- How far steps are that have no slices: the extraction and the transformation. It is for people who wait, so it may be lost.
create unlogged table step_progress (
  engagement text not null,
  step text not null,
  -- A source object.
  subject text not null,
  environment text,
  run text,
  done int not null,
  total int not null,
  began_at timestamptz not null default now(),
  at timestamptz not null default now(),
  primary key (engagement, step, subject)
);

-- Down Migration
drop table step_progress;
