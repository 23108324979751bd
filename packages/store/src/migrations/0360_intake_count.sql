-- What intake saw besides what it booked. Sums only: the records themselves said nothing new.
CREATE TABLE intake_count (
  workspace text NOT NULL,
  source text NOT NULL,
  duplicates bigint NOT NULL DEFAULT 0,
  conflicts bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace, source)
);
