-- The lease of a gateway from which a charge was paid; empty elsewhere. Usage of two leases is never
-- one charge, since each lease is settled by what it paid alone.
alter table charge add column lease text not null default '';
