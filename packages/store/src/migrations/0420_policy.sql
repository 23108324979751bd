-- Policies as files: under which keys the file knows its envelopes, and every file that was applied.

create table policy_key (
  workspace text not null references workspace (key),
  key text not null check (key <> ''),
  envelope_id text not null,
  primary key (workspace, key),
  unique (workspace, envelope_id),
  foreign key (workspace, envelope_id) references envelope (workspace, id) deferrable initially deferred
);

-- Rows are only ever inserted. `changes` is what the file changed, as its plan showed it.
create table policy_version (
  workspace text not null references workspace (key),
  version integer not null check (version > 0),
  text text not null,
  -- SHA-256 of the text.
  hash text not null,
  applied_at timestamptz not null,
  actor_id text not null,
  actor_name text not null,
  note text not null,
  fingerprint text not null,
  summary jsonb not null,
  changes jsonb not null,
  primary key (workspace, version)
);
