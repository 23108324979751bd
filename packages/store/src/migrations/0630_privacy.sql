-- Two persons open what stands about a third. Who asked cannot agree, and neither can the person.

create table break_glass (
  workspace text not null references workspace (key),
  id text not null,
  worker_id text not null,
  purpose text not null check (purpose <> ''),
  requested_by_id text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by_id text,
  decided_by text,
  decided_at timestamptz,
  agreed boolean,
  opens_until timestamptz,
  ended_at timestamptz,
  primary key (workspace, id),
  foreign key (workspace, worker_id) references worker (workspace, id),
  check (decided_by_id is null or decided_by_id <> requested_by_id),
  check ((decided_at is null) = (agreed is null)),
  check (opens_until is null or agreed)
);

create index break_glass_worker on break_glass (workspace, worker_id, requested_at desc);

-- Cells of aggregates over persons that were shown lately, so that a question that differs from an
-- earlier one by few persons can be told.
create table shown_group (
  workspace text not null,
  actor_id text not null,
  -- Digest of measure, range and filters, and of the persons counted (keyed, not reversible).
  question bytea not null,
  members bytea not null,
  persons integer not null,
  shown_at timestamptz not null,
  primary key (workspace, actor_id, question)
);
