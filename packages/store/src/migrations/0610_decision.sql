-- The decision log. Every state that was written down is kept; the newest version of an id holds.

create table decision_version (
  workspace text not null references workspace (key),
  id text not null,
  version integer not null,
  kind text not null check (kind <> ''),
  title text not null check (title <> ''),
  team_id text not null,
  signal_at timestamptz not null,
  detected_at timestamptz,
  decided_at timestamptz,
  acted_at timestamptz,
  reviewed_at timestamptz,
  dropped_at timestamptz,
  judgement_minutes bigint not null check (judgement_minutes >= 0),
  execution_minutes bigint not null check (execution_minutes >= 0),
  stated_permille integer check (stated_permille between 0 and 1000),
  turned_out boolean,
  reversed_at timestamptz,
  inputs jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  idempotency_key text,
  primary key (workspace, id, version),
  unique (workspace, idempotency_key),
  check (detected_at is null or detected_at >= signal_at),
  check (acted_at is null or dropped_at is null)
);

create index decision_version_signal on decision_version (workspace, signal_at desc);
