-- The simulated company that stands in the workspace `sample`: which one, and how far it is loaded.

create table sample_load (
  id bigint generated always as identity primary key,
  size jsonb not null,
  state text not null check (state in ('loading', 'ready', 'failed', 'removed')),
  progress jsonb not null,
  started_at timestamptz not null,
  finished_at timestamptz
);

update workspace set name = 'Sample: Halyard Robotics (fictional)' where key = 'sample';
