-- The dated price book. Prices are USD per token (per search for web_searches), twelve decimals, so
-- that one unit of the last digit is the pico-dollar the journal counts in.

-- Every price that usage was ever booked at, as it was resolved: standard rows of the catalogue,
-- rows of tiers, speeds and regions derived from them, and rows of the company's own prices.
create table price_row (
  id text primary key,
  provider text not null,
  model text not null,
  service_tier text not null,
  speed text not null,
  region text not null,
  context_over bigint not null,
  context_up_to bigint,
  seconds_from integer not null check (seconds_from >= 0 and seconds_from < 86400),
  seconds_to integer not null check (seconds_to > 0 and seconds_to <= 86400),
  valid_from timestamptz,
  valid_to timestamptz,
  uncached_input numeric(38, 12) not null check (uncached_input >= 0),
  cache_read numeric(38, 12) not null check (cache_read >= 0),
  cache_write_5m numeric(38, 12) not null check (cache_write_5m >= 0),
  cache_write_30m numeric(38, 12) not null check (cache_write_30m >= 0),
  cache_write_1h numeric(38, 12) not null check (cache_write_1h >= 0),
  cache_write_12h numeric(38, 12) not null check (cache_write_12h >= 0),
  cache_write_unknown numeric(38, 12) not null check (cache_write_unknown >= 0),
  output numeric(38, 12) not null check (output >= 0),
  audio_input numeric(38, 12) not null check (audio_input >= 0),
  audio_output numeric(38, 12) not null check (audio_output >= 0),
  image_input numeric(38, 12) not null check (image_input >= 0),
  image_output numeric(38, 12) not null check (image_output >= 0),
  web_searches numeric(38, 12) not null check (web_searches >= 0),
  source text not null,
  observed_at timestamptz not null,
  origin text not null check (origin in ('catalogue', 'reviewed', 'company')),
  note text not null,
  list_row_id text references price_row,
  recorded_at timestamptz not null
);
create index price_row_model on price_row (provider, model);

-- Prices of the company's own. A class left out keeps its list price; of two entries that hold at
-- one time the later one does, so nothing entered is ever changed.
create table price_override (
  id text primary key,
  provider text not null,
  model text not null,
  service_tier text not null,
  speed text not null,
  region text not null,
  context_over bigint not null,
  context_up_to bigint,
  valid_from timestamptz,
  valid_to timestamptz,
  prices jsonb not null,
  source text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz
);

create table price_discount (
  id text primary key,
  provider text not null,
  model text not null,
  priced_class text not null,
  percent numeric(9, 6) not null check (percent >= 0 and percent <= 100),
  valid_from timestamptz,
  valid_to timestamptz,
  source text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz
);

create table price_alias (
  id text primary key,
  provider text not null,
  model text not null,
  to_provider text not null,
  to_model text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  superseded_at timestamptz
);

-- A price that was once booked stays readable as it was: it can end, an entry can be withdrawn,
-- and nothing else about it can change.
create function price_history_is_kept() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
    and to_jsonb(new) - 'valid_to' - 'superseded_at' = to_jsonb(old) - 'valid_to' - 'superseded_at'
    and (tg_table_name = 'price_row' or to_jsonb(new) ->> 'valid_to' is not distinct from to_jsonb(old) ->> 'valid_to')
  then
    return new;
  end if;
  raise exception 'price history is append-only (% on %)', tg_op, tg_table_name;
end
$$;

create trigger price_row_is_kept before update or delete on price_row
  for each row execute function price_history_is_kept();
create trigger price_override_is_kept before update or delete on price_override
  for each row execute function price_history_is_kept();
create trigger price_discount_is_kept before update or delete on price_discount
  for each row execute function price_history_is_kept();
create trigger price_alias_is_kept before update or delete on price_alias
  for each row execute function price_history_is_kept();
