-- Up Migration
-- A browser in which a person is signed in to the console. `id` is the SHA-256 of the random number in its cookie.
create table web_session (
  id text primary key,
  -- A name for lists, which is no secret.
  handle text not null unique,
  issuer text not null,
  subject text not null,
  email text not null,
  name text not null,
  browser text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  authenticated_at timestamptz not null
);
create index web_session_email on web_session (email);

-- A visit to the identity provider that has not come back. `id` is the SHA-256 of the random number in its cookie.
create table web_visit (
  id text primary key,
  body jsonb not null,
  created_at timestamptz not null default now()
);

-- Requests by address or person, for the limits of the console.
create table web_limit (
  key text primary key,
  points int not null default 0,
  expire bigint
);

-- Down Migration
drop table web_limit, web_visit, web_session;
