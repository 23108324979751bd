-- Experiments: caps by lot. What is announced is frozen before anything is measured, and what happened is
-- only ever added to; both are what makes a result worth its grade.

create table experiment (
  workspace text not null references workspace (key),
  id text not null,
  plan jsonb not null,
  -- Over the plan, its teams and their lots.
  hash text not null,
  state text not null check (state in ('running', 'finished', 'stopped')),
  ends_on date not null,
  launched_at timestamptz not null,
  launched_by text not null,
  ended_at timestamptz,
  primary key (workspace, id),
  unique (workspace, hash),
  check ((state = 'running') = (ended_at is null))
);

create table experiment_team (
  workspace text not null,
  experiment_id text not null,
  team_id text not null,
  team text not null,
  place integer not null,
  envelope_id text not null,
  original_limit numeric(38, 12) not null,
  cap_limit numeric(38, 12) not null,
  -- Before the experiment, by week: what pairs teams of like spend, and what adjusts the plain difference.
  usual_spend double precision not null,
  usual_results double precision not null,
  holds text not null check (holds in ('original', 'cap', 'left')),
  primary key (workspace, experiment_id, team_id),
  unique (workspace, experiment_id, place),
  foreign key (workspace, experiment_id) references experiment (workspace, id)
);

create table experiment_slot (
  workspace text not null,
  experiment_id text not null,
  team_id text not null,
  period integer not null,
  starts_on date not null,
  ends_on date not null,
  capped boolean not null,
  primary key (workspace, experiment_id, team_id, period),
  foreign key (workspace, experiment_id, team_id) references experiment_team (workspace, experiment_id, team_id)
);

create table experiment_event (
  id bigint generated always as identity primary key,
  workspace text not null,
  experiment_id text not null,
  at timestamptz not null,
  kind text not null,
  team_id text,
  detail text not null,
  by_name text not null,
  foreign key (workspace, experiment_id) references experiment (workspace, id)
);

create index experiment_event_of on experiment_event (workspace, experiment_id, id);

create function experiment_frozen() returns trigger language plpgsql as $$
begin
  raise exception 'what was drawn and what happened in an experiment is never changed';
end $$;

create trigger experiment_slot_frozen before update on experiment_slot for each row execute function experiment_frozen();
create trigger experiment_event_frozen before update on experiment_event for each row execute function experiment_frozen();
