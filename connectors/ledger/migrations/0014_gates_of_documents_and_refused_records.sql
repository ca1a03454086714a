-- Up Migration
-- The gates at which a document is evidence; `exception` stands for every exception gate. Null: written before this column.
alter table document add column gates text[];

-- Records of the queue that earlier loads could not write, by pass. Each record counts once.
alter table phase add column rejected_before jsonb not null default '{}';
-- Runs that are sealed already keep the sum that lanes computed before.
update phase p set rejected_before = earlier.counts from (
  select phase.run, phase.module, jsonb_object_agg(s.pass, s.rejected) as counts
  from phase join run on run.id = phase.run
  cross join lateral (
    select slice.pass::text as pass, sum(slice.rejected)::int as rejected
    from run before join slice on slice.run = before.id and slice.module = phase.module and slice.pass in ('base', 'custom')
    where before.env = run.env and before.id < run.id and before.state <> 'rolled-back' group by 1
  ) s group by 1, 2
) earlier where p.run = earlier.run and p.module = earlier.module;

-- Records that were rejected because their parent is not in Zoho, and that later runs do not try again. A record waits from
-- one run until before another one.
create table waiting_record (
  env int not null references environment,
  key text not null,
  module zoho_module not null,
  from_run int not null,
  -- Null: it still waits.
  until_run int,
  primary key (env, key, from_run)
);

-- Down Migration
drop table waiting_record;
alter table phase drop column rejected_before;
alter table document drop column gates;
