-- What a batch costs comes in no answer that passes a gateway: whoever wants batches all the same says so.
alter table gate_rules
  add column batches text not null default 'refuse' check (batches in ('refuse', 'admit'));
