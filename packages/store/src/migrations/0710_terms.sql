-- What a company has agreed on or found out, and no meter tells: commitments, seats, waits and paired runs.
-- The newest statement holds; the audit log has each change.

create table stated_term (
  workspace text not null references workspace (key),
  kind text not null check (kind in ('commitment', 'seat', 'wait', 'evaluation')),
  name text not null check (name <> ''),
  -- Which one of several that share a name: tiers of one offer, classes of tasks of one workflow.
  part text not null,
  body jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, kind, name, part)
);
