-- Base pay has a scope of its own. Who could do everything before keeps being able to: an install
-- that is upgraded has one admin, the person who set it up.
update access_user set scopes = array_append(scopes, 'compensation')
where 'admin' = any (scopes) and not 'compensation' = any (scopes);

-- Persons who sign in as a worker belong to that worker's workspace.
alter table access_user add column workspace text not null default 'live' references workspace (key);
create unique index access_user_worker on access_user (workspace, worker_id) where worker_id is not null;

-- Who saw what of a person: found by the person, without reading the whole trail.
create index audit_entry_subject on audit_entry (workspace, subject, id);
