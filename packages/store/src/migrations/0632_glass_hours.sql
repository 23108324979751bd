-- For how long a glass is asked to be open: the shorter, the better, and four hours at most.

alter table break_glass add column hours integer not null default 4 check (hours between 1 and 4);
