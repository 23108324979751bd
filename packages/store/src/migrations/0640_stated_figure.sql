-- Figures that the company states about itself by month and team. The newest statement holds and the
-- older ones are kept.

create table stated_figure (
  workspace text not null references workspace (key),
  key text not null check (key <> ''),
  month date not null check (extract(day from month) = 1),
  team_id text not null,
  amount numeric(38, 12) not null,
  source text not null check (source <> ''),
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, key, month, team_id, recorded_at)
);
