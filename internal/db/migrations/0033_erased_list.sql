-- Which list of what was erased, kept outside the database, belongs to it. A node
-- that has another does not serve writes: an erasure would stand on one of them
-- only, and an older backup with the other would bring the case back.

CREATE TABLE erased_list (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  since TIMESTAMP NOT NULL
);
