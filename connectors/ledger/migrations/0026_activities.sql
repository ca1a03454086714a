-- Up Migration
alter type zoho_module add value 'Tasks';
alter type zoho_module add value 'Calls';
alter type zoho_module add value 'Events';
alter type zoho_module add value 'Notes';
alter type source_object add value 'notes';
alter type source_object add value 'interactions';

-- Down Migration
do $$ begin
  raise exception 'A value of zoho_module can not be removed again. Start with a new database.';
end $$;
