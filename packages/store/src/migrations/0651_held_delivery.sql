-- Deliveries that could not be taken in, sealed as they came, so that they can be read again once the
-- secret or whatever else was wrong is mended. What was sent goes when it is taken, set aside or too old.
create table held_delivery (
  id bigint generated always as identity primary key,
  source_id text not null references outcome_source (id),
  -- SHA-256 of the body: the same delivery again is held once.
  digest bytea not null,
  -- Whether its signature was good; what is not believed is the first to give way.
  believed boolean not null,
  event text not null,
  error text not null,
  fix text not null,
  -- When it last came: the moment at which its signed time is judged.
  received_at timestamptz not null,
  times integer not null default 1,
  -- Headers and body under the master key of the install; null where it was too large to keep.
  sealed bytea,
  unique (source_id, digest)
);

create index held_delivery_newest on held_delivery (source_id, id desc);
create index held_delivery_age on held_delivery (received_at);
create index webhook_delivery_age on webhook_delivery (received_at);
