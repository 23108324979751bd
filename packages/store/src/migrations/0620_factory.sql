-- Self-hosted inference: what is scraped, how far each counter was read, and what own pools cost.

create table scrape_target (
  workspace text not null references workspace (key),
  id text not null,
  kind text not null,
  name text not null check (name <> ''),
  url text not null,
  every_seconds integer not null check (every_seconds between 5 and 3600),
  pool text not null check (pool <> ''),
  state text not null check (state in ('active', 'paused', 'removed')),
  created_at timestamptz not null,
  created_by text not null,
  last_scraped_at timestamptz,
  last_error text,
  primary key (workspace, id)
);

-- Last value of each counter. What it rose by is handed to the journal first and forgotten here only
-- when it is known to be there, since the two share no transaction.
create table scrape_counter (
  workspace text not null,
  target_id text not null,
  series text not null,
  measure text not null,
  model text not null,
  last_at timestamptz not null,
  last_value numeric(38, 0) not null,
  restarts integer not null default 0,
  primary key (workspace, target_id, series, measure)
);

create table pool_cost (
  workspace text not null references workspace (key),
  pool text not null check (pool <> ''),
  valid_from date not null,
  cost jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, pool, valid_from, recorded_at)
);
