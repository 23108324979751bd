-- Where outcomes come from and how they are judged. The outcomes themselves are rows of the journal
-- in the analytics engine; here stands what people set, and what vendors delivered.

create table outcome_source (
  workspace text not null references workspace (key),
  id text not null,
  vendor text not null,
  name text not null check (name <> ''),
  -- Sealed; the old one holds until its end, so that a rotation loses no delivery.
  secret bytea not null,
  old_secret bytea,
  old_secret_until timestamptz,
  state text not null default 'active' check (state in ('active', 'paused', 'removed')),
  created_at timestamptz not null,
  created_by text not null,
  primary key (id)
);

create index outcome_source_workspace on outcome_source (workspace, created_at);

-- Deliveries by the vendor's own id. A repeated one is counted here and booked once: the journal
-- knows what happened by its own id, so that this table may be emptied without harm.
create table webhook_delivery (
  source_id text not null references outcome_source (id),
  delivery_id text not null,
  event text not null,
  state text not null check (state in ('taken', 'ignored', 'refused')),
  detail text not null,
  received_at timestamptz not null,
  times integer not null default 1,
  primary key (source_id, delivery_id)
);

create index webhook_delivery_recent on webhook_delivery (source_id, received_at desc);

-- What the company says of a kind of outcome. Versions, so that a past judgement can be explained.
create table outcome_rule (
  workspace text not null references workspace (key),
  kind text not null,
  reversal_days integer not null check (reversal_days between 0 and 365),
  human_minutes bigint not null check (human_minutes >= 0),
  human_minutes_plus_minus bigint not null check (human_minutes_plus_minus >= 0),
  measured_by text not null,
  value_usd numeric(38, 12),
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, kind, recorded_at)
);

-- Dollars per unit of another currency, by day; a day without one takes the last before it.
create table currency_rate (
  workspace text not null references workspace (key),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  day date not null,
  usd numeric(38, 12) not null check (usd > 0),
  source text not null check (source <> ''),
  primary key (workspace, currency, day)
);

-- Links that persons set or take back. The newest of a pair holds.
create table manual_link (
  id bigint generated always as identity primary key,
  workspace text not null references workspace (key),
  from_key text not null check (from_key <> ''),
  to_key text not null check (to_key <> ''),
  revoked boolean not null,
  reason text not null check (reason <> ''),
  set_by text not null,
  set_at timestamptz not null
);

create index manual_link_pair on manual_link (workspace, from_key, to_key, id desc);
