-- Grants: plans, what was given to whom under which terms and wording, the lots it made, what was
-- passed on, and pay. Money stands in the budget book; the figures of a lot here are those of its own
-- accounts there, kept beside it so that lists need no sum over postings. Days are company days,
-- half-open.

-- Wordings. A version never changes: papers name it.
create table grant_policy (
  workspace text not null references workspace (key),
  version text not null check (version <> ''),
  jurisdiction text not null check (jurisdiction ~ '^([A-Z]{2})?$'),
  effective_on date not null,
  business_wording text not null check (business_wording <> ''),
  personal_wording text not null check (personal_wording <> ''),
  added_at timestamptz not null,
  added_by text not null,
  primary key (workspace, version, jurisdiction)
);

create table grant_plan (
  workspace text not null references workspace (key),
  id text not null,
  name text not null check (name <> ''),
  basis jsonb not null,
  terms jsonb not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  jurisdiction text not null check (jurisdiction ~ '^[A-Z]{2}$'),
  state text not null check (state in ('active', 'retired')),
  primary key (workspace, id)
);

create unique index grant_plan_name on grant_plan (workspace, lower(name)) where state = 'active';

-- `grant` is a word of SQL; this is one that was given.
create table grant_given (
  workspace text not null references workspace (key),
  id text not null,
  plan_id text not null,
  holder_kind text not null check (holder_kind in ('worker', 'team')),
  holder_id text not null,
  terms jsonb not null,
  -- Over a year, or per working day.
  amount_per text not null check (amount_per in ('year', 'working_day')),
  amount numeric(38, 12) not null check (amount > 0),
  currency text not null,
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  jurisdiction text not null,
  policy_version text not null,
  -- Spent ahead of a pause that took it back: the next lots are smaller by it.
  advance numeric(38, 12) not null default 0 check (advance >= 0),
  issued_at timestamptz not null,
  issued_by text not null,
  idempotency_key text,
  body_hash text,
  primary key (workspace, id),
  unique (workspace, idempotency_key),
  foreign key (workspace, plan_id) references grant_plan (workspace, id)
);

create index grant_given_holder on grant_given (workspace, holder_kind, holder_id);

create table grant_pause (
  workspace text not null,
  grant_id text not null,
  from_day date not null,
  to_day date not null,
  reason text not null,
  primary key (workspace, grant_id, from_day),
  foreign key (workspace, grant_id) references grant_given (workspace, id),
  check (from_day < to_day)
);

-- Whose lots are spent out of which envelope.
create table grant_holder (
  workspace text not null,
  kind text not null,
  id text not null,
  envelope_id text not null,
  period_key text not null,
  primary key (workspace, kind, id),
  unique (workspace, envelope_id)
);

create table grant_lot (
  workspace text not null,
  id text not null,
  grant_id text not null,
  holder_kind text not null,
  holder_id text not null,
  kind text not null check (kind in ('accrual', 'rollover', 'transfer', 'pool')),
  starts_on date not null,
  expires_on date not null,
  accrues_from date,
  accrues_to date,
  rolled boolean not null,
  granted numeric(38, 12) not null,
  available numeric(38, 12) not null check (available >= 0),
  used numeric(38, 12) not null check (used >= 0),
  expired numeric(38, 12) not null check (expired >= 0),
  returned numeric(38, 12) not null check (returned >= 0),
  transferred numeric(38, 12) not null check (transferred >= 0),
  primary key (workspace, id),
  foreign key (workspace, grant_id) references grant_given (workspace, id),
  check (granted = available + used + expired + returned + transferred)
);

create index grant_lot_holder on grant_lot (workspace, holder_kind, holder_id);
create index grant_lot_grant on grant_lot (workspace, grant_id);

-- What of a day's spend a lot stands for; `draws` numbers the transactions that made it.
create table grant_draw (
  workspace text not null,
  lot_id text not null,
  day date not null,
  amount numeric(38, 12) not null check (amount >= 0),
  draws integer not null,
  primary key (workspace, lot_id, day),
  foreign key (workspace, lot_id) references grant_lot (workspace, id)
);

create table grant_transfer (
  workspace text not null references workspace (key),
  id text not null,
  from_kind text not null,
  from_id text not null,
  to_id text not null,
  amount numeric(38, 12) not null check (amount > 0),
  reason text not null check (reason <> ''),
  state text not null check (state in ('requested', 'done', 'refused')),
  requested_by_id text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  idempotency_key text,
  primary key (workspace, id),
  unique (workspace, idempotency_key),
  check ((state = 'requested') = (decided_at is null))
);

-- Annual pay from a day on, until the next row. Read with the compensation scope alone.
create table compensation (
  workspace text not null,
  worker_id text not null,
  effective_on date not null,
  base numeric(38, 12) not null check (base >= 0),
  bonus numeric(38, 12) not null check (bonus >= 0),
  equity numeric(38, 12) not null check (equity >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  role text not null,
  band text not null,
  primary key (workspace, worker_id, effective_on),
  foreign key (workspace, worker_id) references worker (workspace, id)
);

-- Figures that were named in public: lines to look at, never targets.
create table pay_reference (
  workspace text not null references workspace (key),
  id text not null,
  name text not null,
  base numeric(38, 12),
  tokens_low numeric(38, 12) not null,
  tokens_high numeric(38, 12) not null check (tokens_high >= tokens_low),
  per text not null check (per in ('year', 'day')),
  currency text not null,
  source text not null check (source <> ''),
  interest text not null check (interest <> ''),
  noted_on date not null,
  alarm boolean not null default false,
  primary key (workspace, id)
);

insert into grant_policy (workspace, version, jurisdiction, effective_on, business_wording, personal_wording, added_at, added_by)
select key, '1', '', '2000-01-01', 'Access for business use, not wages, no cash value, subject to change.',
  'Personal use is allowed; what is used personally is taxable pay, reported through payroll. No cash value, subject to change.',
  now(), 'the tower'
from workspace;

insert into pay_reference (workspace, id, name, base, tokens_low, tokens_high, per, currency, source, interest, noted_on)
select key, 'ref_half_base', 'Half of base pay: $250k beside $500k', 500000, 250000, 250000, 'year', 'USD',
  'Jensen Huang, chief executive of Nvidia, as reported by the press in 2026', 'Nvidia sells the chips that tokens are made with', date '2026-10-01'
from workspace
union all
select key, 'ref_fourth_part', '$100k in tokens beside $375k in pay', 375000, 100000, 100000, 'year', 'USD',
  'Tomasz Tunguz, with pay from Levels.fyi, second-hand', 'A venture investor in AI companies', date '2026-10-01'
from workspace
union all
select key, 'ref_daily', '$100 to $1,000 a working day', null, 100, 1000, 'day', 'USD',
  'Ranges named by executives of AI vendors, second-hand', 'Vendors sell what the allowance buys', date '2026-10-01'
from workspace;
