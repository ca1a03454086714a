-- Up Migration
-- The run that last removed the file to attach it again. A file that this run did not remove was gone before.
alter table attached_file add column replaced_by bigint;

-- Down Migration
alter table attached_file drop column replaced_by;
