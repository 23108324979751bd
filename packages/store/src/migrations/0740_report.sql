-- Reports as they were made: their figures, kept as the text that their digest is over.

create table report_snapshot (
  workspace text not null references workspace (key),
  id text not null,
  kind text not null check (kind in ('board')),
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  made_at timestamptz not null,
  made_by_id text not null,
  made_by_name text not null,
  -- SHA-256 over the text, in hexadecimal letters.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  contents text not null,
  primary key (workspace, id)
);

create index report_snapshot_newest on report_snapshot (workspace, made_at desc, id);

-- The simulated company alone may be emptied.
create function report_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.workspace = 'sample' then
    return old;
  end if;
  raise exception 'reports are kept as they were made (% on %)', tg_op, tg_table_name;
end $$;

create trigger report_snapshot_is_kept before update or delete on report_snapshot
  for each row execute function report_is_kept();
