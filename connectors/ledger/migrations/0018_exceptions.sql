-- Up Migration
-- A decision is about one exception of a record: what happened, and why. Another reason needs another decision.
alter table exception_decision add column kind text, add column reason text;
alter table exception_decision drop constraint exception_decision_pkey;
-- What earlier decisions were about is in the ledger.
insert into exception_decision (env, key, kind, reason, owner, due, decision, note, decided_by, decided_at)
select distinct d.env, d.key, f.kind, regexp_replace(f.reason, 'record \d+', 'another record'),
  d.owner, d.due, d.decision, d.note, d.decided_by, d.decided_at
from exception_decision d join (
  select run.env, o.key, 'rejected' as kind, coalesce(o.reason, '') as reason
  from decided o join run on run.id = o.run where o.outcome = 'rejected'
  union all
  select run.env, v.key, case when o.outcome = 'rejected' then 'rejected' else 'custom fields rejected' end,
    coalesce(o.custom_reason, o.reason, '')
  from outcome o join run on run.id = o.run join record_value v on v.env = run.env and v.no = o.no
  where o.outcome = 'rejected' or o.custom_reason is not null
  union all
  select env, key, 'rejected', 'parent not migrated' from waiting_record
  union all
  select env, key, 'conflict', field || ' was changed in the source and in Zoho' from conflict
) f on f.env = d.env and f.key = d.key where d.kind is null;
delete from exception_decision where kind is null;
alter table exception_decision alter column kind set not null, alter column reason set not null;
-- A reason can be longer than an entry of an index.
create unique index exception_decision_about on exception_decision (env, key, kind, md5(reason));

-- Messages about exceptions and spot checks that counted: each once, and each proof once.
create table counted_act (
  engagement text not null references engagement,
  message text not null,
  verdict jsonb not null,
  proven_by text,
  nonce text,
  at timestamptz not null,
  primary key (engagement, message)
);
create unique index counted_act_proof on counted_act (proven_by, nonce);

-- The slice has records that are settled and not tried again: only those without an outcome are sent.
alter table slice add column again boolean not null default false;

-- Down Migration
alter table slice drop column again;
drop table counted_act;
drop index exception_decision_about;
delete from exception_decision d using exception_decision other
where other.env = d.env and other.key = d.key and (other.decided_at, other.ctid) > (d.decided_at, d.ctid);
alter table exception_decision drop column kind, drop column reason;
alter table exception_decision add primary key (env, key);
