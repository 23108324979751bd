-- Recommendations: what a round found, what became of it, and what applying it changed and brought.

create table recommendation (
  workspace text not null references workspace (key),
  id text not null,
  rule integer not null,
  -- The same as long as it is about the same thing.
  key text not null,
  -- A finding about a person: that worker alone may see it.
  self_worker text,
  -- As the rules gave it; amounts in pico-dollars as text.
  finding jsonb not null,
  -- Of the finding, in dollars: what it brings, and what it is ranked by (the low end for each unit of effort).
  likely numeric(38, 12) not null,
  rank numeric(38, 12) not null,
  state text not null check
    (state in ('open', 'assigned', 'snoozed', 'dismissed', 'applied', 'undone', 'expired', 'gone')),
  assignee_id text,
  assignee_name text,
  snoozed_until timestamptz check ((snoozed_until is not null) = (state = 'snoozed')),
  -- What it would have brought when it was put off: it comes back when that doubles.
  set_aside numeric(38, 12),
  state_at timestamptz not null,
  expires_at timestamptz not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  primary key (workspace, id)
);

create unique index recommendation_live on recommendation (workspace, key)
  where state in ('open', 'assigned', 'snoozed', 'dismissed');
create index recommendation_key on recommendation (workspace, key, first_seen desc);
create index recommendation_list on recommendation (workspace, state, rank desc, id);

create table recommendation_event (
  id bigint generated always as identity primary key,
  workspace text not null,
  recommendation_id text not null,
  what text not null,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  reason text not null,
  detail jsonb not null,
  foreign key (workspace, recommendation_id) references recommendation (workspace, id)
);

create index recommendation_event_of on recommendation_event (workspace, recommendation_id, id);

-- The simulated company alone may be emptied.
create function advice_history_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.workspace = 'sample' then
    return old;
  end if;
  raise exception 'the history of advice is append-only (% on %)', tg_op, tg_table_name;
end $$;

create trigger recommendation_event_is_kept before update or delete on recommendation_event
  for each row execute function advice_history_is_kept();

-- What was carried out. The row is written before the effect and completed after it, so that what a
-- crash left between the two is known and finished.
create table applied_action (
  workspace text not null,
  id text not null,
  recommendation_id text not null,
  kind text not null,
  state text not null check (state in ('applying', 'applied', 'undoing', 'undone', 'failed')),
  -- The setting as it was, and as the action leaves it.
  before jsonb not null,
  after jsonb not null,
  -- What of it changes, in words.
  changes jsonb not null,
  by_id text not null,
  by_name text not null,
  started_at timestamptz not null,
  applied_at timestamptz,
  undone_at timestamptz,
  undone_by text,
  -- Why it could not be done.
  failure text,
  primary key (workspace, id),
  foreign key (workspace, recommendation_id) references recommendation (workspace, id)
);

create unique index applied_action_live on applied_action (workspace, recommendation_id)
  where state in ('applying', 'applied', 'undoing');
create index applied_action_open on applied_action (workspace) where state in ('applying', 'undoing');

-- What applied actions brought, as measured; each measurement is kept.
create table realised (
  workspace text not null,
  recommendation_id text not null,
  applied_id text not null,
  rule integer not null,
  as_of timestamptz not null,
  method text not null check (method in ('holdout', 'interrupted-series', 'cannot-tell')),
  level numeric(3, 2) not null,
  promised_low numeric(38, 12) not null,
  promised_likely numeric(38, 12) not null,
  promised_high numeric(38, 12) not null,
  realised_low numeric(38, 12),
  realised_likely numeric(38, 12),
  realised_high numeric(38, 12),
  verdict text not null check (verdict in ('gain', 'no-effect-seen', 'harm', 'cannot-tell')),
  says text not null,
  primary key (workspace, applied_id, as_of),
  foreign key (workspace, applied_id) references applied_action (workspace, id),
  check ((method = 'cannot-tell') = (realised_likely is null))
);

create index realised_rule on realised (workspace, rule, as_of);

-- The last round of each workspace, and the rules that could not be judged in it.
create table advice_round (
  workspace text primary key references workspace (key),
  at timestamptz not null,
  found integer not null,
  cannot_tell jsonb not null
);
