-- What the company is called and how it reckons: one row per setting, as JSON. The server's
-- contract says which values each key takes; a key without a row has its default there.

create table setting (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  value jsonb not null,
  updated_at timestamptz not null default now()
);

insert into setting (key, value) values
  ('company_name', '""'),
  ('currency', '"USD"'),
  ('time_zone', '"UTC"'),
  ('fiscal_year_start_month', '1'),
  ('installed_at', to_jsonb(to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')));

-- Measured data and sample data never mix: every row that belongs to one names it.
create table workspace (
  key text primary key check (key ~ '^[a-z][a-z0-9_]*$'),
  name text not null,
  created_at timestamptz not null default now()
);

insert into workspace (key, name) values ('live', 'Live'), ('sample', 'Sample company');
