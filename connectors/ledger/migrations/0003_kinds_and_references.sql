-- Up Migration
alter table run add column kind text;
update run set kind = case when name = 'before' then 'survey' when name like 'delta-%' then 'delta' else 'full' end;
alter table run alter column kind set not null;
alter table run add check (kind in ('survey', 'full', 'delta'));

-- The record that a reason is about has its own column, so that equal reasons can be counted.
alter table outcome add column reference text;
update outcome set reference = substring(reason from ': ([a-z_]+:.*)$'), reason = 'parent not migrated'
  where reason like 'parent not migrated: %';
update outcome set reason = 'exact duplicate' where reason like 'exact duplicate of %';

-- The kind of a document, and the load that it is about.
alter table document add column kind text;
alter table document add column environment text;
alter table document add column run text;
update document set
  kind = coalesce(
    substring(name from '^(rollback-preview|final-report|preflight|scope|mapping|reconciliation|verification|rollback|handoff)'),
    'other'),
  environment = substring(name from '-(sandbox|production)'),
  run = substring(name from '-((?:full|delta)-[0-9]+)');
alter table document alter column kind set not null;

-- Down Migration
alter table document drop column run, drop column environment, drop column kind;
update outcome set reason = reason || ': ' || reference where reference is not null;
update outcome set reason = reason || ' of ' || survivor where reason = 'exact duplicate' and survivor is not null;
alter table outcome drop column reference;
alter table run drop column kind;
