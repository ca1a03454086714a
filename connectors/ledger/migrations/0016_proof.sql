-- Up Migration
-- The order of the messages, what they are, what they prove, and the files of the engagement that they were judged by.
alter table sign_off
  add column seq bigint generated always as identity,
  add column what text,
  -- How many people were still missing when the sign-off counted; 0 if it decided its gate.
  add column missing int,
  add column proof jsonb,
  -- The issuer of the token, or the public half of the key. With the nonce it makes a proof count once.
  add column proven_by text,
  add column subject text,
  add column nonce text,
  add column config_digest text;
create unique index sign_off_proof on sign_off (proven_by, nonce) where counted;
create unique index sign_off_seq on sign_off (engagement, seq);

-- ID tokens that sign-offs refer to. They hold the name and the address of a person, and stay in the ledger.
create table id_token (
  engagement text not null references engagement,
  reference text not null,
  token text not null,
  deposited_at timestamptz not null default now(),
  primary key (engagement, reference)
);

-- The keys that an issuer has published, as they were seen.
create table issuer_key (
  engagement text not null references engagement,
  issuer text not null,
  thumbprint text not null,
  kid text,
  jwk jsonb not null,
  jwks_uri text not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  primary key (engagement, issuer, thumbprint)
);

-- Each version of an engagement's files that was stored, so that a sign-off can be judged again by the rules of its time.
create table engagement_files (
  engagement text not null references engagement,
  digest text not null,
  config jsonb not null,
  stored_at timestamptz not null default now(),
  primary key (engagement, digest)
);
insert into engagement_files (engagement, digest, config) select slug, config_digest, config from engagement;

-- Down Migration
drop table engagement_files, issuer_key, id_token;
drop index sign_off_seq, sign_off_proof;
alter table sign_off drop column seq, drop column what, drop column missing, drop column proof, drop column proven_by,
  drop column subject, drop column nonce, drop column config_digest;
