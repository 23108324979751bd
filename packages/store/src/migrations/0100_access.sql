-- Who may call: users, their sessions and one-time links, API tokens, and what admins did.
-- Secrets are 256-bit random, so a plain SHA-256 is kept; the secret itself never is.

create table access_user (
  id text primary key,
  name text not null,
  scopes text[] not null,
  worker_id text,
  created_at timestamptz not null,
  disabled_at timestamptz
);

create table access_link (
  hash bytea primary key,
  user_id text not null references access_user,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table access_session (
  id text primary key,
  hash bytea not null unique,
  user_id text not null references access_user,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  revoked_at timestamptz
);

create table access_token (
  id text primary key,
  hash bytea not null unique,
  name text not null,
  scopes text[] not null,
  workspace text not null,
  hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Actions of admins, append-only.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor_id text not null,
  actor_name text not null,
  action text not null,
  workspace text not null,
  subject text not null,
  detail jsonb not null
);
