-- Envelopes: who may spend how much on what. Their money stands in the budget book alone; here is
-- what they are, which periods were opened, and what was asked for. Days are company days, half-open.

create table envelope (
  workspace text not null references workspace (key),
  id text not null,
  name text not null check (name <> ''),
  kind text not null check
    (kind in ('company', 'function', 'team', 'project', 'person', 'agent_family', 'agent')),
  -- What it covers; empty for the company alone.
  ref text not null check ((kind = 'company') = (ref = '')),
  parent_id text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  period_limit numeric(38, 12) not null check (period_limit >= 0),
  period text not null check (period in ('day', 'week', 'month', 'quarter', 'fiscal_year', 'custom')),
  custom_starts_on date,
  custom_ends_on date,
  enforcement text not null check (enforcement in ('hard', 'soft', 'record')),
  thresholds numeric[] not null,
  rollover_percent integer check (rollover_percent between 0 and 100),
  rollover_cap numeric(38, 12) check (rollover_cap >= 0),
  overdraft numeric(38, 12) not null check (overdraft >= 0),
  owner_id text,
  managed_by text not null check (managed_by in ('file', 'web')),
  state text not null check (state in ('active', 'closed')),
  since date not null,
  version integer not null,
  primary key (workspace, id),
  -- A whole tree is written in any order and checked at the end.
  foreign key (workspace, parent_id) references envelope (workspace, id) deferrable initially deferred,
  check ((period = 'custom') = (custom_starts_on is not null and custom_ends_on is not null)),
  check (custom_starts_on < custom_ends_on),
  check (rollover_cap is null or rollover_percent is not null)
);

-- Each thing has one open envelope. Not an index of the row as it is written: trees change as a whole.
alter table envelope add constraint envelope_cover
  exclude using btree (workspace with =, kind with =, ref with =) where (state = 'active') deferrable initially deferred;

-- Every version of an envelope, for ever.
create table envelope_change (
  id bigint generated always as identity primary key,
  workspace text not null,
  envelope_id text not null,
  version integer not null,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  action text not null check (action in ('create', 'change', 'close')),
  changes jsonb not null,
  unique (workspace, envelope_id, version),
  foreign key (workspace, envelope_id) references envelope (workspace, id)
);

-- Periods that were opened. Those of one envelope follow each other without a gap.
create table envelope_period (
  workspace text not null,
  envelope_id text not null,
  key text not null,
  starts_on date not null,
  ends_on date not null,
  base_limit numeric(38, 12) not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace, envelope_id, key),
  foreign key (workspace, envelope_id) references envelope (workspace, id),
  check (starts_on <= ends_on)
);

create index envelope_period_days on envelope_period (workspace, ends_on);

-- Someone asks for more.
create table budget_request (
  workspace text not null,
  id text not null,
  envelope_id text not null,
  kind text not null check (kind in ('temporary', 'permanent')),
  amount numeric(38, 12) not null check (amount > 0),
  reason text not null check (reason <> ''),
  expires_at timestamptz,
  state text not null check (state in ('open', 'approved', 'declined', 'withdrawn')),
  requested_by_id text not null,
  requested_by_name text not null,
  requested_by_worker text,
  requested_at timestamptz not null,
  decided_by_id text,
  decided_by_name text,
  decided_at timestamptz,
  note text not null default '',
  approved_kind text,
  approved_amount numeric(38, 12) check (approved_amount > 0),
  idempotency_key text,
  primary key (workspace, id),
  unique (workspace, idempotency_key),
  foreign key (workspace, envelope_id) references envelope (workspace, id),
  check ((state in ('approved', 'declined')) = (decided_at is not null)),
  -- Nobody grants a wish of their own.
  check (state <> 'approved' or decided_by_id <> requested_by_id)
);

create index budget_request_envelope on budget_request (workspace, envelope_id, requested_at);

-- What an approval gave for a time, until it ends.
create table envelope_increase (
  workspace text not null,
  request_id text not null,
  envelope_id text not null,
  period_key text not null,
  amount numeric(38, 12) not null check (amount > 0),
  expires_at timestamptz not null,
  ended_at timestamptz,
  taken_back numeric(38, 12),
  primary key (workspace, request_id),
  foreign key (workspace, request_id) references budget_request (workspace, id),
  check ((ended_at is null) = (taken_back is null))
);

create index envelope_increase_due on envelope_increase (expires_at) where ended_at is null;

-- Thresholds that were passed, told once per period.
create table envelope_alert (
  id bigint generated always as identity primary key,
  workspace text not null,
  envelope_id text not null,
  period_key text not null,
  threshold numeric not null,
  spent numeric(38, 12) not null,
  period_limit numeric(38, 12) not null,
  at timestamptz not null,
  unique (workspace, envelope_id, period_key, threshold),
  foreign key (workspace, envelope_id) references envelope (workspace, id)
);

-- Sums of the usage that was booked, by what it is routed by: from them a new envelope learns what its
-- period has seen already. `uncovered` is the part that no envelope paid for.
create table budget_usage (
  workspace text not null references workspace (key),
  occurred_on date not null,
  currency text not null,
  -- SHA-256 of the facts, since their texts may be longer than an index entry.
  facts_hash bytea not null,
  worker_id text not null,
  team_id text not null,
  project text not null,
  repo text not null,
  agent text not null,
  agent_family text not null,
  amount numeric(38, 12) not null,
  uncovered numeric(38, 12) not null,
  primary key (workspace, occurred_on, currency, facts_hash)
);

create index budget_usage_uncovered on budget_usage (workspace, occurred_on) where uncovered <> 0;
