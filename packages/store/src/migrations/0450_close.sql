-- The month's end: how cost is shared out, who let what pass, what a closed month said, and which
-- account of the company is meant. Amounts are in USD.

-- Rules that share cost out. A changed rule is a new row; the old one is set aside.
create table allocation_rule (
  workspace text not null references workspace (key),
  id text not null,
  body jsonb not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  withdrawn_at timestamptz,
  primary key (workspace, id, recorded_at)
);

-- What each unit took of an amount that was shared out, and by which basis: printed on its statement.
create table allocation_part (
  workspace text not null references workspace (key),
  transaction_id bigint not null,
  part integer not null,
  rule_id text not null,
  rule_name text not null,
  pool text not null,
  basis_key text not null,
  purpose text not null,
  cost_center text not null,
  team_id text not null,
  basis text not null,
  basis_of text not null,
  whole numeric(38, 12) not null,
  amount numeric(38, 12) not null,
  primary key (workspace, transaction_id, part)
);

-- The company's own chart of accounts for ours.
create table gl_account_map (
  workspace text not null references workspace (key),
  id text not null,
  pattern text not null,
  number text not null,
  name text not null,
  cost_center text not null,
  primary key (workspace, id),
  unique (workspace, pattern)
);

-- Items of a month's checklist that someone let pass.
create table close_waiver (
  workspace text not null references workspace (key),
  period text not null,
  item text not null,
  reason text not null,
  approver text not null,
  at timestamptz not null,
  recorded_by text not null,
  primary key (workspace, period, item)
);

-- What a closed month said when it was closed, with the digests of its reports.
create table close_record (
  workspace text not null references workspace (key),
  period text not null,
  closed_at timestamptz not null,
  -- Last transaction of the books then: later ones were not known.
  last_transaction bigint not null,
  idempotency_key text not null,
  body jsonb not null,
  primary key (workspace, period)
);

-- Proofs over all history, the latest of which the checklist names.
create table ledger_proof (
  workspace text not null references workspace (key),
  id text not null,
  started_at timestamptz not null,
  body jsonb not null,
  primary key (workspace, id)
);

create index ledger_proof_started on ledger_proof (workspace, started_at);
