-- Calls of a person that a budget or a limit stopped, so that this person alone can read how much time
-- it took from them. Totals, as those of gate_minute: telling the same minute again replaces it.

create table gate_stop (
  workspace text not null references workspace (key),
  worker_id text not null,
  minute timestamptz not null,
  gateway_id text not null,
  life text not null,
  calls integer not null check (calls > 0),
  primary key (workspace, worker_id, minute, gateway_id, life)
);
