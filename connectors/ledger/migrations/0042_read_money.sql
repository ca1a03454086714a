-- Up Migration
-- What a verification has read back of money, record by record, until it was compared by billing period.
alter table slice add column money json;

-- Down Migration
alter table slice drop column money;
