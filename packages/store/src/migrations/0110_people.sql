-- Persons and agents, the tree of teams, who belonged where when, and under which names sources
-- know them. Dates are local days of the company, half-open; null is open. Overlaps and cycles are
-- refused by the decisions of core, under one lock per workspace.

create table team (
  workspace text not null references workspace (key),
  id text not null,
  name text not null check (name <> ''),
  external_id text not null,
  parent_id text,
  valid_from date,
  valid_to date,
  primary key (workspace, id),
  foreign key (workspace, parent_id) references team (workspace, id),
  check (valid_from < valid_to)
);

create unique index team_external_id on team (workspace, external_id) where external_id <> '';

create table worker (
  workspace text not null references workspace (key),
  id text not null,
  kind text not null check (kind in ('person', 'agent')),
  name text not null check (name <> ''),
  external_id text not null,
  owner_id text,
  family text not null,
  active_from date,
  active_to date,
  primary key (workspace, id),
  foreign key (workspace, owner_id) references worker (workspace, id),
  check (active_from < active_to),
  check (owner_id is null or kind = 'agent')
);

create unique index worker_external_id on worker (workspace, external_id) where external_id <> '';
create index worker_name on worker (workspace, lower(name), id);

create table membership (
  workspace text not null,
  worker_id text not null,
  team_id text not null,
  valid_from date,
  valid_to date,
  foreign key (workspace, worker_id) references worker (workspace, id),
  foreign key (workspace, team_id) references team (workspace, id),
  unique nulls not distinct (workspace, worker_id, valid_from),
  check (valid_from < valid_to)
);

create index membership_team on membership (workspace, team_id);

create table identity (
  workspace text not null,
  id text not null,
  kind text not null,
  value text not null check (value <> ''),
  worker_id text not null,
  valid_from date,
  valid_to date,
  primary key (workspace, id),
  foreign key (workspace, worker_id) references worker (workspace, id),
  unique nulls not distinct (workspace, kind, value, valid_from),
  check (valid_from < valid_to)
);

create index identity_worker on identity (workspace, worker_id);

-- Identities whose usage has still to be attributed anew. Written with the change that makes it
-- necessary and removed when the amendments are booked, so that no crash in between loses them.
create table attribution_pending (
  id bigint generated always as identity primary key,
  workspace text not null,
  kind text not null,
  value text not null
);
