-- Retention of what rooms keep beside cases: drafts, notifications, the list of
-- people to keep away. record_id is of the room that keeps it, and shelf names it.

CREATE TABLE shelf_hold (
  id TEXT PRIMARY KEY,
  shelf TEXT NOT NULL,
  record_id TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  sealed BYTEA NOT NULL,
  put_at TIMESTAMP NOT NULL,
  put_by TEXT NOT NULL,
  lifted_at TIMESTAMP,
  lifted_by TEXT,
  lifted_sealed BYTEA
);
CREATE UNIQUE INDEX shelf_hold_now ON shelf_hold (record_id) WHERE lifted_at IS NULL;
CREATE INDEX shelf_hold_agency ON shelf_hold (agency_id, shelf);

-- A removal that somebody approved, and that waits for a second person, or that is
-- done. rule is the version of the rule under which it is due.
CREATE TABLE shelf_removal (
  record_id TEXT PRIMARY KEY,
  shelf TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  rule TEXT NOT NULL,
  due_on DATE NOT NULL,
  approved_at TIMESTAMP NOT NULL,
  approved_by TEXT NOT NULL,
  removed_at TIMESTAMP,
  removed_by TEXT
);
CREATE INDEX shelf_removal_agency ON shelf_removal (agency_id, shelf);

-- A notification whose stories were removed stays as codes, for figures.
ALTER TABLE notification ADD COLUMN removed_at TIMESTAMP;

-- A message that was removed keeps its key, so that it is not sent again.
CREATE INDEX message_made ON message (made_at) WHERE recipient <> '';
