-- Days about permission to stay of which somebody recorded that what was due is
-- done: a day stays done when the days of a file are counted anew.

CREATE TABLE leave_done (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES leave_file (case_id),
  kind TEXT NOT NULL,
  due_on DATE NOT NULL,
  done_on DATE NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  UNIQUE (case_id, kind, due_on)
);
