-- What passed the gateways in a quarter of an hour, added up from minutes that are forgotten: their
-- histograms serve for weeks, their counts for years. Quarters, since no time zone parts them by days.

create table gate_quarter (
  workspace text not null references workspace (key),
  quarter timestamptz not null,
  requests bigint not null,
  -- Calls that the gate refused, by reason.
  refused jsonb not null,
  primary key (workspace, quarter)
);
