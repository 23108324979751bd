-- How far each target was read, in one row, so that a scrape is taken whole or not at all. Steps stay
-- in `pending` until the analytics engine has them: a step that comes twice is known by its scrape.

create table scrape_state (
  workspace text not null,
  target_id text not null,
  state jsonb,
  pending jsonb not null default '[]',
  restarts bigint not null default 0,
  primary key (workspace, target_id),
  foreign key (workspace, target_id) references scrape_target (workspace, id)
);
