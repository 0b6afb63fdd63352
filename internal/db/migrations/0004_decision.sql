-- The two-stage decision: where each case stands, every step that was taken,
-- the letters that steps made, and people's saved views of the work lists.

-- What lists sort and filter by. due_on is the next day by which something is
-- due, far in the future for none; referrer_id is NULL where the referring
-- agency has no account here; panel_id is the devolved panel that has or had the
-- case; steps is the number of the last step and stepped_on the day on which it
-- was taken.
CREATE TABLE case_progress (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  stage TEXT NOT NULL,
  open BOOLEAN NOT NULL,
  decision_maker TEXT NOT NULL,
  due_on DATE NOT NULL,
  due_kind TEXT NOT NULL,
  received_on DATE NOT NULL,
  referrer_id TEXT REFERENCES agency (id),
  jurisdiction TEXT NOT NULL,
  child BOOLEAN NOT NULL,
  panel_id TEXT REFERENCES agency (id),
  steps INTEGER NOT NULL,
  stepped_on DATE NOT NULL
);
CREATE INDEX case_progress_due ON case_progress (agency_id, open, due_on, case_id);
CREATE INDEX case_progress_stage ON case_progress (agency_id, stage, due_on, case_id);
CREATE INDEX case_progress_maker ON case_progress (agency_id, decision_maker, open, due_on, case_id);
CREATE INDEX case_progress_kind ON case_progress (agency_id, due_kind, open, due_on, case_id);
CREATE INDEX case_progress_referrer ON case_progress (agency_id, referrer_id, open, due_on, case_id);
CREATE INDEX case_progress_received ON case_progress (agency_id, open, received_on, case_id);
CREATE INDEX case_progress_triage ON case_progress (agency_id, stage, received_on, case_id);
CREATE INDEX case_progress_late ON case_progress (agency_id, due_on, case_id) WHERE open = TRUE
  AND due_kind IN ('reasonable-grounds-decision', 'reasonable-grounds-decision-pilot', 'information-request', 'suspension-review');

-- machine.Case as JSON: stage, conditions, decisions, clocks, tasks; it names
-- nobody. It is several times as long as the row that lists read, and stands
-- apart so that they do not read past it.
CREATE TABLE case_state (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  state JSONB NOT NULL
);

-- Every step with what was entered (reasons, evidence considered), sealed. Step
-- 0 is the referral's arrival. rules are the versions of the rules of law under
-- which the step was taken, so that the state of a case, with its clocks and
-- tasks, can be derived again from its steps alone whatever the law says later.
CREATE TABLE case_step (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  step TEXT NOT NULL,
  taken_on DATE NOT NULL,
  taken_at TIMESTAMP NOT NULL,
  account_id TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  rules JSONB NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, number)
);

-- A letter as it was made. sealed holds its whole content with the recipient,
-- so that what was served can be shown for ever.
CREATE TABLE letter (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  made_on DATE NOT NULL,
  served_on DATE,
  held BOOLEAN NOT NULL,
  cancelled BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  UNIQUE (case_id, number)
);

CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  sealed BYTEA NOT NULL
);
CREATE INDEX saved_view_account ON saved_view (account_id);
