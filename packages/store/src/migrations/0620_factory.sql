-- Self-hosted inference: what is scraped, and what own pools cost. How far each counter was read stands
-- in metric_series, as for every cumulative metric.

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

create table pool_cost (
  workspace text not null references workspace (key),
  pool text not null check (pool <> ''),
  valid_from date not null,
  cost jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, pool, valid_from, recorded_at)
);
