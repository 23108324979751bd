-- What importers have read, and the records that could not be taken in.

create table import_run (
  id text primary key,
  workspace text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  state text not null,
  -- The progress as the API shows it; only ever read as a whole.
  progress jsonb not null
);
create index import_run_recent on import_run (workspace, started_at desc);

-- How far each file was read. Written only after the usage read from it is durable, so a crash
-- means reading again, never skipping.
create table import_file (
  workspace text not null,
  kind text not null,
  path text not null,
  size bigint not null,
  modified_ms bigint not null,
  inode text not null,
  -- SHA-256 of the first head_bytes bytes: a file with another head is another file.
  head_bytes integer not null,
  head_hash text not null,
  -- Offset after the last complete line that was read.
  read_to bigint not null,
  read_at timestamptz not null,
  primary key (workspace, kind, path)
);

create table quarantine_item (
  id bigint generated always as identity primary key,
  workspace text not null,
  source text not null,
  place text not null,
  -- 0 where the whole place is meant.
  line bigint not null,
  error text not null,
  fix text not null,
  excerpt text not null,
  kind text not null check (kind in ('reject', 'conflict')),
  state text not null default 'open' check (state in ('open', 'taken', 'dismissed')),
  first_seen_at timestamptz not null,
  seen_at timestamptz not null,
  times integer not null default 1,
  unique (workspace, source, place, line, error)
);
create index quarantine_item_open on quarantine_item (workspace, id desc) where state = 'open';

-- Records beyond the most that is kept per source: counted, so that none is passed over in silence.
create table quarantine_rest (
  workspace text not null,
  source text not null,
  records bigint not null,
  seen_at timestamptz not null,
  primary key (workspace, source)
);
