-- Usage in the books: what each batch of the journal cost whom. Rows are only ever inserted, as signed
-- deltas like the journal's own; their sum is what the company is charged. Amounts are in USD.

-- Every batch that is posted, once for ever, with the zone whose days it was cut into.
create table charge_batch (
  workspace text not null references workspace (key),
  batch_id text not null,
  recorded_at timestamptz not null,
  posted_at timestamptz not null,
  time_zone text not null,
  charges integer not null,
  primary key (workspace, batch_id)
);

create index charge_batch_posted on charge_batch (workspace, posted_at);

-- Batches that could not be posted, and why. A batch that is posted in the end leaves this table.
create table charge_failure (
  workspace text not null references workspace (key),
  batch_id text not null,
  first_failed_at timestamptz not null,
  last_failed_at timestamptz not null,
  attempts integer not null,
  error text not null,
  fix text not null,
  primary key (workspace, batch_id)
);

create table charge (
  id bigint generated always as identity primary key,
  workspace text not null references workspace (key),
  batch_id text not null,
  -- usage: from the journal; retag: moved to another purpose or cost centre, out of one and into the other.
  kind text not null check (kind in ('usage', 'retag')),
  -- Null where nothing was posted, such as usage under a seat.
  transaction_id bigint,
  occurred_on date not null,
  posted_on date not null,
  recorded_at timestamptz not null,
  provider text not null,
  model text not null,
  tool text not null,
  worker_id text not null,
  team_id text not null,
  project text not null,
  repo text not null,
  agent text not null,
  workflow text not null,
  service text not null,
  cost_center_claim text not null,
  billing_mode text not null,
  purpose text not null,
  cost_center text not null,
  envelope_id text,
  amount numeric(38, 12) not null,
  suspense numeric(38, 12) not null,
  requests bigint not null,
  uncached_input bigint not null,
  cache_read bigint not null,
  cache_write_5m bigint not null,
  cache_write_30m bigint not null,
  cache_write_1h bigint not null,
  cache_write_12h bigint not null,
  cache_write_unknown bigint not null,
  output bigint not null
);

create index charge_occurred on charge (workspace, occurred_on, provider);
create index charge_posted on charge (workspace, posted_on);
create index charge_batch_id on charge (workspace, batch_id, occurred_on);
create index charge_transaction on charge (transaction_id);

-- Where the cost of a provider and day came from: a credit, or the accrual of unbilled usage.
create table charge_funding (
  workspace text not null references workspace (key),
  batch_id text not null,
  occurred_on date not null,
  posted_on date not null,
  provider text not null,
  -- The credit's id, or 'accrued'.
  source text not null,
  amount numeric(38, 12) not null check (amount <> 0),
  primary key (workspace, batch_id, occurred_on, provider, source)
);

create index charge_funding_drawn on charge_funding (workspace, provider, occurred_on);
create index charge_funding_source on charge_funding (workspace, source, occurred_on);

-- Rules as data, every version kept: purposes, cost centres, projects to capitalise.
create table charge_rule_set (
  workspace text not null references workspace (key),
  subject text not null check (subject in ('purpose', 'cost_center', 'capitalisation')),
  version integer not null,
  body jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, subject, version)
);

-- Credits, invoices and accruals beside their entries. What of them is drawn, paid or reversed is told
-- by the ledger alone.
create table prepaid_credit (
  workspace text not null references workspace (key),
  id text not null,
  provider text not null,
  currency text not null,
  amount numeric(38, 12) not null check (amount > 0),
  purchased_on date not null,
  expires_on date,
  reference text not null,
  -- Its account in the financial book.
  account_key text not null,
  command_key text not null,
  primary key (workspace, id)
);

create index prepaid_credit_provider on prepaid_credit (workspace, provider, purchased_on);

create table invoice (
  workspace text not null references workspace (key),
  id text not null,
  provider text not null,
  number text not null,
  period_from date not null,
  period_to date not null,
  invoiced_on date not null,
  due_on date,
  currency text not null,
  amount numeric(38, 12) not null check (amount > 0),
  matched numeric(38, 12) not null,
  reference text not null,
  recorded_at timestamptz not null,
  command_key text not null,
  primary key (workspace, id)
);

create index invoice_provider on invoice (workspace, provider, number);

create table accrual (
  workspace text not null references workspace (key),
  id text not null,
  kind text not null check (kind in ('accrual', 'shortfall')),
  provider text not null,
  purpose text not null,
  cost_center text not null,
  currency text not null,
  amount numeric(38, 12) not null check (amount > 0),
  accrued_on date not null,
  reverses_on date,
  memo text not null,
  recorded_at timestamptz not null,
  command_key text not null,
  primary key (workspace, id)
);

create index accrual_provider on accrual (workspace, provider, accrued_on);
