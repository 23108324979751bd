-- Alerts: what somebody should know at once, whom it is told, and how the telling went.

create table alert_channel (
  workspace text not null references workspace (key),
  id text not null,
  kind text not null check (kind in ('email', 'slack', 'webhook')),
  name text not null check (name <> ''),
  -- What is shown of where it goes: addresses, or the host of a webhook.
  place text not null,
  -- Sealed: the address of a webhook is itself a secret, and so is what it is signed with.
  address bytea not null,
  secret bytea check ((secret is not null) = (kind = 'webhook')),
  allow_private boolean not null,
  topics text[] not null check (cardinality(topics) > 0),
  -- 'stop' tells of what has stopped or is beyond its limit alone.
  least text not null check (least in ('info', 'warn', 'stop')),
  created_at timestamptz not null,
  created_by text not null,
  removed_at timestamptz,
  primary key (workspace, id)
);

create table alert (
  workspace text not null references workspace (key),
  id text not null,
  topic text not null,
  -- The same for the same happening, so that it is told once however often it is seen.
  key text not null,
  level text not null check (level in ('info', 'warn', 'stop')),
  title text not null,
  says text not null,
  -- Page with its search, such as /budgets?envelope=env_1.
  path text not null,
  data jsonb not null,
  at timestamptz not null,
  primary key (workspace, id),
  unique (workspace, key)
);

create index alert_newest on alert (workspace, at desc, id);

create table alert_delivery (
  id bigint generated always as identity primary key,
  workspace text not null,
  alert_id text not null,
  channel_id text not null,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  sent_at timestamptz,
  last_error text,
  -- A test is sent as often as it is asked for; anything else once to each channel.
  is_test boolean not null,
  foreign key (workspace, alert_id) references alert (workspace, id),
  foreign key (workspace, channel_id) references alert_channel (workspace, id)
);

create unique index alert_delivery_once on alert_delivery (workspace, alert_id, channel_id) where not is_test;
create index alert_delivery_due on alert_delivery (next_at) where state = 'waiting';
create index alert_delivery_of on alert_delivery (workspace, channel_id, id desc);
