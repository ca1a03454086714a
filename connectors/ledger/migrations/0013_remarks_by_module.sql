-- Up Migration
-- The phase report counts the remarks of its module. Remarks of earlier runs have none.
alter table remark add column module zoho_module;

-- Down Migration
alter table remark drop column module;
