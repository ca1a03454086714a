-- Up Migration
-- Jobs in Zoho that a verification has paid for. A repeated attempt reads their results instead of starting them again.
create table bulk_read_job (
  run int not null references run on delete cascade,
  module zoho_module not null,
  page int not null,
  job_id text not null,
  started_at timestamptz not null default now(),
  primary key (run, module, page)
);

-- When a drawn record was read in Zoho. A spot check is shown when all its records are read.
alter table spot_record add column read_at timestamptz;
update spot_record set read_at = now();

-- Down Migration
alter table spot_record drop column read_at;
drop table bulk_read_job;
