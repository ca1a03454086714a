-- Up Migration
-- A file that goes to Zoho with its e-mail: owner_module is Emails, and owner_id the number of the e-mail in added_mail. Zoho's id of
-- such a file is no number: `no` stands for it, and is of the same sequence as the numbers of e-mails.
alter table attached_file
  add column no bigint unique,
  -- Why it did not go with its e-mail. Of one that did: what people should know of it.
  add column reason text;
create index on attached_file (env, owner_id) where owner_module = 'Emails';

-- The documents in the queue of a run by the key of their e-mail, from before the first e-mail is sent.
create table mail_document (
  run int not null references run,
  mail text not null,
  no int not null,
  primary key (run, mail, no)
);

-- Down Migration
drop table mail_document;
alter table attached_file drop column no, drop column reason;
