-- Up Migration
-- A change of the schema is a custom field (value is empty) or a value that was added to the pick list of a field.
alter table schema_change add column value text not null default '';
alter table schema_change drop constraint schema_change_pkey;
alter table schema_change add primary key (engagement, environment, module, api_name, value);

alter type source_object add value 'contacts';
alter type source_object add value 'payments';

-- Down Migration
do $$ begin
  raise exception 'A value of source_object can not be removed again. Start with a new database.';
end $$;
