-- What is known of the published log of the record. There is one log, so one row:
-- how many entries are in it, its last signed checkpoint, and which node publishes.
CREATE TABLE audit_log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size BIGINT NOT NULL,
  checkpoint TEXT NOT NULL,
  leased_by TEXT NOT NULL,
  leased_until TIMESTAMP NOT NULL
);
INSERT INTO audit_log (one, size, checkpoint, leased_by, leased_until) VALUES (1, 0, '', '', '2000-01-01 00:00:00.000000');

-- Up to where the events of each lane are in the log.
CREATE TABLE audit_published (
  lane INTEGER PRIMARY KEY,
  seq BIGINT NOT NULL
);
