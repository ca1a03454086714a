-- Up Migration
alter table credit_use add column phase text not null default 'before 0002';
alter table credit_use alter column phase drop default;
alter table credit_use drop constraint credit_use_pkey;
alter table credit_use add primary key (org_id, minute, engagement, phase);

-- Down Migration
alter table credit_use drop constraint credit_use_pkey;
create temporary table merged on commit drop as
  select org_id, minute, engagement, sum(calls)::int as calls, sum(credits)::int as credits
  from credit_use group by org_id, minute, engagement;
delete from credit_use;
alter table credit_use drop column phase;
insert into credit_use select org_id, minute, engagement, calls, credits from merged;
alter table credit_use add primary key (org_id, minute, engagement);
