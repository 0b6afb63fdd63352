-- Danger. What somebody said, the signs they named and what the worker thinks
-- are sealed; in plain stand levels from 0 to 4, days and who recorded.

-- One talk about danger. An assessment is never changed: a correction is a new
-- one that replaces it, and one recorded by mistake is taken back with a reason.
CREATE TABLE danger_assessment (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  number INTEGER NOT NULL,
  contact_on DATE NOT NULL,
  how TEXT NOT NULL,
  signs_rule TEXT NOT NULL,
  medical INTEGER NOT NULL,
  violence INTEGER NOT NULL,
  retrafficking INTEGER NOT NULL,
  self_harm INTEGER NOT NULL,
  digital INTEGER NOT NULL,
  by_rule INTEGER NOT NULL,
  judged INTEGER NOT NULL,
  found_new BOOLEAN NOT NULL,
  review_on DATE,
  review_rule TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  replaces_id TEXT REFERENCES danger_assessment (id),
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended BYTEA,
  UNIQUE (case_id, number)
);
CREATE UNIQUE INDEX danger_assessment_replaced ON danger_assessment (replaces_id) WHERE replaces_id IS NOT NULL;

-- A version of somebody's own safety plan; a later one takes the place of an
-- earlier one, which stays.
CREATE TABLE safety_plan (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  number INTEGER NOT NULL,
  language TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  UNIQUE (case_id, number)
);

-- What somebody took of a version with them: paper, a look on a screen, a file,
-- or nothing because it would not be safe.
CREATE TABLE safety_plan_given (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES safety_plan (id),
  case_id TEXT NOT NULL REFERENCES case_file (id),
  how TEXT NOT NULL,
  given_on DATE NOT NULL,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT
);
CREATE INDEX safety_plan_given_case ON safety_plan_given (case_id, id);

-- One answer to one point of the list of digital traces; the latest counts.
CREATE TABLE digital_trace (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  item TEXT NOT NULL,
  answer TEXT NOT NULL,
  list_rule TEXT NOT NULL,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX digital_trace_case ON digital_trace (case_id, item, id);

-- An alert. It goes to people on duty who may open the case; step says how far
-- it has gone: 0 those on duty, 1 managers too, 2 everybody of the provider.
CREATE TABLE danger_alert (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  level INTEGER NOT NULL,
  step INTEGER NOT NULL,
  rule TEXT NOT NULL,
  outcome TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  done BYTEA,
  raised_at TIMESTAMP NOT NULL,
  raised_by TEXT NOT NULL,
  seen_at TIMESTAMP,
  seen_by TEXT,
  taken_at TIMESTAMP,
  taken_by TEXT,
  done_at TIMESTAMP,
  done_by TEXT
);
CREATE INDEX danger_alert_agency ON danger_alert (agency_id, id);
CREATE INDEX danger_alert_case ON danger_alert (case_id, id);

CREATE TABLE danger_alert_told (
  alert_id TEXT NOT NULL REFERENCES danger_alert (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  step INTEGER NOT NULL,
  told_at TIMESTAMP NOT NULL,
  PRIMARY KEY (alert_id, account_id, step)
);
