-- The double-entry books. Amounts are in the account's currency; a debit is positive. Transactions
-- and postings are only ever inserted: a correction is another transaction.

create table ledger_account (
  id bigint generated always as identity primary key,
  workspace text not null references workspace (key),
  book text not null check (book in ('budget', 'financial')),
  key text not null check (key <> ''),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance numeric(38, 12) not null default 0,
  -- Pockets that may not be overdrawn; the decision refuses first, this is the last guard.
  guarded boolean not null default false,
  unique (workspace, book, key, currency),
  check (not guarded or balance >= 0)
) with (fillfactor = 70);

-- Every command that took effect, once per key for ever.
create table ledger_command (
  workspace text not null references workspace (key),
  key text not null,
  body_hash bytea not null,
  result jsonb not null,
  at timestamptz not null,
  primary key (workspace, key)
);

create table ledger_transaction (
  id bigint generated always as identity primary key,
  workspace text not null references workspace (key),
  book text not null,
  kind text not null,
  occurred_on date not null,
  posted_on date not null,
  recorded_at timestamptz not null,
  memo text not null,
  subject text not null,
  command_key text not null,
  reverses bigint references ledger_transaction (id),
  detail jsonb,
  -- SHA-256 over everything above and the postings: names the row when someone changed it by hand.
  digest bytea not null
);

create index ledger_transaction_posted on ledger_transaction (workspace, book, posted_on, id);
create index ledger_transaction_subject on ledger_transaction (workspace, subject, id);
create unique index ledger_transaction_reverses on ledger_transaction (reverses) where reverses is not null;

create table ledger_posting (
  transaction_id bigint not null references ledger_transaction (id),
  line integer not null,
  account_id bigint not null references ledger_account (id),
  amount numeric(38, 12) not null check (amount <> 0),
  primary key (transaction_id, line)
);

create index ledger_posting_account on ledger_posting (account_id, transaction_id);

create table ledger_hold (
  workspace text not null references workspace (key),
  id text not null,
  path text[] not null,
  currency text not null,
  amount numeric(38, 12) not null check (amount >= 0),
  settled numeric(38, 12) not null,
  state text not null check (state in ('open', 'settled', 'released', 'expired', 'in_doubt')),
  expires_at timestamptz not null,
  opened_at timestamptz not null,
  detail jsonb not null,
  primary key (workspace, id)
) with (fillfactor = 70);

create index ledger_hold_due on ledger_hold (expires_at) where state = 'open';

-- Through which day a book is closed. No posting stands on or before it.
create table ledger_close (
  workspace text not null references workspace (key),
  book text not null,
  closed_through date not null,
  primary key (workspace, book)
);

-- The hash chain over ranges of transactions, written after the fact.
create table ledger_seal (
  id bigint generated always as identity primary key,
  first_transaction bigint not null,
  last_transaction bigint not null unique,
  transactions bigint not null,
  previous bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null
);
