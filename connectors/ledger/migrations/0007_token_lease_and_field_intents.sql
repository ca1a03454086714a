-- Up Migration
-- One process refreshes a token while it holds the lease. The generation counts the refreshes.
alter table access_token add column generation int not null default 0;
alter table access_token add column lease_owner text;
alter table access_token add column lease_until timestamptz;

-- A field is booked before it is created, so that a kill leaves none behind: field_id is null until Zoho has shown the field.
alter table schema_change drop constraint schema_change_pkey;
delete from schema_change old using schema_change newer
  where (old.engagement, old.environment, old.module, old.api_name)
      = (newer.engagement, newer.environment, newer.module, newer.api_name)
    and (old.created_at, old.field_id) < (newer.created_at, newer.field_id);
alter table schema_change alter column field_id drop not null;
alter table schema_change add column label text;
alter table schema_change add primary key (engagement, environment, module, api_name);

-- Down Migration
delete from schema_change where field_id is null;
alter table schema_change drop constraint schema_change_pkey;
alter table schema_change drop column label;
alter table schema_change alter column field_id set not null;
alter table schema_change add primary key (engagement, environment, module, field_id);
alter table access_token drop column lease_until, drop column lease_owner, drop column generation;
