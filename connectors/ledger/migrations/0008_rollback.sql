-- Up Migration
-- A rollback is a run of its own: its records are slices, which lanes take as those of a load.
alter table run drop constraint run_kind_check;
alter table run add constraint run_kind_check check (kind in ('full', 'delta', 'rollback'));
alter type slice_pass add value 'rollback';

-- When no lane could book or claim any more. What was sent before may still arrive for a time.
alter table run add column closed_at timestamptz;
update run set closed_at = now() where state = 'closed';
-- What a rollback measured in Zoho at its end, by module.
alter table run add column measured jsonb;
-- Why a rollback left the field in Zoho.
alter table schema_change add column kept text;

create type rollback_action as enum ('delete', 'restore');
-- gone: people had deleted it. kept: it was left as it is. refused: Zoho refused, or the final check found it different.
create type rollback_result as enum ('deleted', 'restored', 'gone', 'kept', 'refused');

drop table removal;
drop table rollback_item;
-- The work list of a rollback: every record that the loads created or changed. Without a result it is still to do.
create table rollback_item (
  run int not null,
  no int not null,
  module zoho_module not null,
  key text not null,
  zoho_id bigint not null,
  action rollback_action not null,
  result rollback_result,
  reason text,
  primary key (run, no)
) partition by list (run);

-- Down Migration
do $$ begin
  raise exception 'A value of slice_pass can not be removed again. Start with a new database.';
end $$;
