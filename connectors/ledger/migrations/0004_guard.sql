-- Up Migration
-- Hashes of short values such as PINs can be reversed, so nothing of a withheld value is kept.
alter table remark drop column hash;
alter table engagement drop column salt;
-- What the guard scanned before it was sent.
alter table run add column values_scanned bigint not null default 0;
alter table run add column tokens_scanned bigint not null default 0;

-- Down Migration
alter table run drop column tokens_scanned, drop column values_scanned;
alter table engagement add column salt text not null default '';
alter table remark add column hash text;
