-- Up Migration
-- A change of the schema is a custom field (value is empty) or a value that was added to the pick list of a field.
alter table schema_change add column value text not null default '';
alter table schema_change drop constraint schema_change_pkey;
alter table schema_change add primary key (engagement, environment, module, api_name, value);

-- Down Migration
delete from schema_change where value <> '';
alter table schema_change drop constraint schema_change_pkey;
alter table schema_change drop column value;
alter table schema_change add primary key (engagement, environment, module, api_name);
