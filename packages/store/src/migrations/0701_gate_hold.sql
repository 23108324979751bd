-- Workers whose keys the gateways refuse until somebody releases them. Beside revocation, which is for
-- ever: a hold is undone by taking its row away, and the audit log keeps that it was there.

create table gate_hold (
  workspace text not null,
  worker_id text not null,
  -- In whose words the refusal speaks.
  held_by text not null check (held_by <> ''),
  held_at timestamptz not null,
  reason text not null check (reason <> ''),
  primary key (workspace, worker_id),
  foreign key (workspace, worker_id) references worker (workspace, id)
);

create trigger gate_hold_changed after insert or update or delete on gate_hold
  for each statement execute function gate_changed();
