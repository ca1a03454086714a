-- Up Migration

-- The wanted values, with null for each field that Zoho acknowledged and that the source has emptied. Null if there is none.
create function with_emptied(wanted json, acknowledged json) returns json language sql immutable parallel safe as $$
  select (coalesce(wanted::jsonb, '{}') || emptied.fields)::json
  from (
    select jsonb_object_agg(field, null) as fields from json_object_keys(acknowledged) field
    where not coalesce(wanted::jsonb, '{}') ? field
  ) emptied
$$;

-- The fields with a value, in one form for equal values.
create function filled_fields(fields json) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(coalesce(fields::jsonb, '{}')) where value <> 'null'
$$;

-- Whether values refer to one of these keys.
create function names_any(fields json, keys text[]) returns boolean language sql immutable parallel safe as $$
  select coalesce(bool_or(strpos(fields::text, to_json(key)::text) > 0), false) from unnest(keys) key
$$;

-- References that lead to another record in Zoho than before, although their key is the same.
alter table record_value add column moved text[];

-- What the mapping, the owner map and the profile were when the run was transformed. A run with other rules transforms all rows.
alter table run add column rules_digest text;

-- The decision counts for all runs before this one. Null: it counts until now.
alter table decided add column until_run int;

-- Records by source object that an earlier run rejected because their parent was not in Zoho, and that still have none.
alter table phase add column waiting jsonb not null default '{}';

-- Records in Zoho whose source row has vanished, or no longer becomes this record.
create table stale_record (
  env int not null references environment,
  key text not null,
  -- A record that is now in another module is listed under its earlier module.
  module zoho_module not null,
  object source_object not null,
  run int not null,
  zoho_id bigint,
  why text not null,
  rule text not null check (rule in ('keep', 'delete', 'ask')),
  -- Null: to be deleted, or to be decided by people. sent: the deletion may have been sent. gone: people had deleted it.
  result text check (result in ('kept', 'sent', 'deleted', 'gone', 'failed', 'absent')),
  -- The run that deleted it.
  deleted_run int,
  primary key (env, key, module)
);

-- Fields that people have changed in Zoho and that the source has changed as well. Values are not stored.
create table conflict (
  env int not null references environment,
  key text not null,
  field text not null,
  module zoho_module not null,
  pass slice_pass not null,
  run int not null,
  no int not null,
  rule text not null check (rule in ('source', 'zoho', 'ask')),
  -- overwritten: Zoho has the source's value. left: Zoho keeps its value. open: people have to decide; Zoho keeps its value.
  state text not null check (state in ('overwritten', 'left', 'open')),
  -- What people decided about an open conflict.
  decision text check (decision in ('source')),
  edited_at timestamptz,
  -- Zoho's id of the user.
  edited_by text,
  primary key (env, key, field)
);

-- Down Migration
drop table conflict;
drop table stale_record;
alter table phase drop column waiting;
alter table decided drop column until_run;
alter table run drop column rules_digest;
alter table record_value drop column moved;
drop function names_any(json, text[]);
drop function filled_fields(json);
drop function with_emptied(json, json);
