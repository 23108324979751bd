-- Cumulative metrics state totals since a start; what was spent is the increase. The journal and
-- this table share no transaction, so increases handed out stay here until they are known booked.

create table metric_series (
  workspace text not null,
  key text not null,
  last_time_nanos numeric(20, 0) not null default -1,
  last_value numeric(38, 0) not null default 0,
  unconfirmed jsonb not null default '[]',
  updated_at timestamptz not null default now(),
  primary key (workspace, key)
);

create index metric_series_updated on metric_series (updated_at);
