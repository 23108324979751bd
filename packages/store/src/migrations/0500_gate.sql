-- The gate: who may call through it, where calls go, under which rules, and what gateways are doing.
-- Secrets of keys are 256-bit random, so a plain SHA-256 is kept; credentials of providers are
-- encrypted with a key that the database never sees.

create table gate_key (
  workspace text not null references workspace (key),
  id text not null unique,
  hash bytea not null unique,
  name text not null check (name <> ''),
  worker_id text not null,
  agent text not null,
  workflow text not null,
  project text not null,
  purpose text not null,
  models text[] not null,
  endpoints text[] not null,
  requests_per_minute integer check (requests_per_minute > 0),
  tokens_per_minute bigint check (tokens_per_minute > 0),
  max_depth integer check (max_depth >= 0),
  max_fan_out integer check (max_fan_out > 0),
  loop_limit integer check (loop_limit > 1),
  cap_output boolean not null,
  hint text not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  -- The key that follows it after a rotation.
  rotated_to text,
  -- Written at most once a minute.
  last_used_at timestamptz,
  primary key (workspace, id),
  foreign key (workspace, worker_id) references worker (workspace, id)
);

create index gate_key_worker on gate_key (workspace, worker_id);

create table gate_upstream (
  workspace text not null references workspace (key),
  id text not null check (id <> ''),
  name text not null check (name <> ''),
  kind text not null check (kind in ('openai', 'anthropic', 'gemini', 'bedrock', 'azure', 'compatible')),
  provider text not null check (provider <> ''),
  base_url text not null check (base_url <> ''),
  options jsonb not null,
  allow_private boolean not null,
  connect_ms integer not null check (connect_ms > 0),
  first_byte_ms integer not null check (first_byte_ms > 0),
  idle_ms integer not null check (idle_ms > 0),
  enabled boolean not null,
  primary key (workspace, id)
);

-- AES-256-GCM; workspace, upstream and id are additional data, so that no row opens in another's place.
create table gate_credential (
  workspace text not null,
  id text not null,
  upstream_id text not null,
  name text not null check (name <> ''),
  hint text not null,
  -- Which master key sealed it.
  key_id text not null,
  nonce bytea not null check (length(nonce) = 12),
  -- Ciphertext with its tag of 16 bytes.
  sealed bytea not null check (length(sealed) > 16),
  created_at timestamptz not null,
  primary key (workspace, id),
  foreign key (workspace, upstream_id) references gate_upstream (workspace, id) on delete cascade
);

create table gate_route (
  workspace text not null references workspace (key),
  id text not null check (id <> ''),
  name text not null check (name <> ''),
  position integer not null,
  dialect text check (dialect in ('openai', 'anthropic', 'gemini', 'bedrock')),
  models text[] not null check (cardinality(models) > 0),
  targets jsonb not null,
  retries integer not null check (retries >= 0),
  cache_seconds integer check (cache_seconds > 0),
  enabled boolean not null,
  primary key (workspace, id)
);

-- One row per workspace that has other rules than the usual ones.
create table gate_rules (
  workspace text primary key references workspace (key),
  holds text not null check (holds in ('strict', 'learned')),
  books_lost text not null check (books_lost in ('refuse', 'admit')),
  uncovered text not null check (uncovered in ('refuse', 'admit')),
  client_gone text not null check (client_gone in ('abort', 'drain')),
  default_max_output integer not null check (default_max_output > 0),
  lease_seconds integer not null check (lease_seconds > 0),
  in_doubt text not null check (in_doubt in ('release', 'keep'))
);

-- Gateway processes. `life` is told anew at each start: what an earlier life leased is not this one's.
create table gate_gateway (
  id text primary key,
  life text not null,
  host text not null,
  url text not null,
  version text not null,
  started_at timestamptz not null,
  -- By the clock of this server, which judges silence too: clocks of hosts may differ.
  seen_at timestamptz not null,
  stopped_at timestamptz,
  stats jsonb not null
);

-- Leases by the gateway that spends them. A lease is a hold of the budget book: what was granted and
-- what is left stands there alone.
create table gate_lease (
  -- Id of the hold.
  id text primary key,
  workspace text not null references workspace (key),
  gateway_id text not null,
  life text not null,
  envelope_id text not null,
  period_key text not null,
  currency text not null,
  -- First instant after the shortest period of its path.
  ends_at timestamptz not null,
  -- `closing`: the gateway is done and its spool has been taken in; the rest waits for the books.
  -- `in_doubt`: its gateway is silent.
  state text not null check (state in ('open', 'closing', 'closed', 'in_doubt')),
  opened_at timestamptz not null,
  state_at timestamptz not null
);

create index gate_lease_live on gate_lease (gateway_id, life) where state <> 'closed';
create index gate_lease_state on gate_lease (workspace, state) where state <> 'closed';

-- What passed a gateway, by minute and upstream. An empty upstream has what never went out.
-- Told as totals of the minute so far, so that telling it twice changes nothing.
create table gate_minute (
  minute timestamptz not null,
  workspace text not null,
  gateway_id text not null,
  life text not null,
  upstream_id text not null,
  requests integer not null,
  errors integer not null,
  cache_hits integer not null,
  -- Calls that the gate refused, by reason.
  refused jsonb not null,
  -- Counts per bucket of packages/store/src/gate/histogram.ts, without the empty ones at the end.
  first_byte integer[] not null,
  overhead integer[] not null,
  last_error text,
  last_error_at timestamptz,
  primary key (minute, workspace, gateway_id, life, upstream_id)
);

-- Whoever listens on `gate` reads anew. A use of a key is no change of it.
create function gate_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('gate', json_build_object('about', tg_table_name)::text);
  return null;
end $$;

create trigger gate_key_added after insert or delete on gate_key
  for each statement execute function gate_changed();
create trigger gate_key_changed after update of name, worker_id, agent, workflow, project, purpose, models, endpoints,
    requests_per_minute, tokens_per_minute, max_depth, max_fan_out, loop_limit, cap_output, expires_at, revoked_at
  on gate_key for each statement execute function gate_changed();
create trigger gate_upstream_changed after insert or update or delete on gate_upstream
  for each statement execute function gate_changed();
create trigger gate_credential_changed after insert or update or delete on gate_credential
  for each statement execute function gate_changed();
create trigger gate_route_changed after insert or update or delete on gate_route
  for each statement execute function gate_changed();
create trigger gate_rules_changed after insert or update or delete on gate_rules
  for each statement execute function gate_changed();
-- What pays for a call follows from these.
create trigger gate_envelope_changed after insert or update or delete on envelope
  for each statement execute function gate_changed();
