-- Up Migration
alter type source_object add value 'bundle_components';

-- Down Migration
do $$ begin
  raise exception 'A value of source_object can not be removed again. Start with a new database.';
end $$;
