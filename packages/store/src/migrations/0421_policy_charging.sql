-- Policies that hold purposes and cost centres too: which sets the file owns, and what it changed of them.

-- A row is there while the policy file owns the set; the web app may not replace it meanwhile.
create table policy_rule_set (
  workspace text not null references workspace (key),
  subject text not null check (subject in ('purpose', 'cost_center')),
  taken_at timestamptz not null,
  primary key (workspace, subject)
);

-- What a file changed of them, as its plan showed it; null where it left them to the web app.
alter table policy_version add column purposes jsonb, add column cost_centres jsonb;
