-- What somebody was shown of sums over persons, by what they asked: the days at which ranges began and
-- ended under the same filters, and groups that were put into the rest to cover others. Two ranges that
-- differ by a day on which one person worked would tell that person's day, and so would a group that is
-- shown once and covers others the next time.
drop table shown_group;

create table shown (
  workspace text not null references workspace (key),
  actor_id text not null,
  -- SHA-256 of filters and groupings.
  question bytea not null,
  items text[] not null,
  shown_at timestamptz not null,
  primary key (workspace, actor_id, question)
);
