-- What came in from other systems, one row to an object, by their identifier of
-- it: the same object is never taken in twice, whatever became of it. It names
-- nobody. reference is that of the case or notification that was made.

CREATE TABLE exchange_receipt (
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  received_at TIMESTAMP NOT NULL,
  PRIMARY KEY (source, external_id)
);
