-- Support: the recovery period and what comes after it, as those who support
-- somebody work with it. What the person says, what is noted of them, and where
-- they go next stand only in sealed columns. No column says whether anybody
-- helped the police, and none may: support does not depend on it.

CREATE TABLE support_case (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  version BIGINT NOT NULL,
  agency_id TEXT REFERENCES agency (id),
  worker_id TEXT REFERENCES account (id),
  region TEXT NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  accepted_at TIMESTAMP,
  decision TEXT NOT NULL,
  decided_on DATE,
  stopped TEXT NOT NULL,
  stopped_on DATE,
  reach_by TIMESTAMP,
  reach_rule TEXT NOT NULL,
  reached_at TIMESTAMP,
  interpreter TEXT NOT NULL,
  worker_gender TEXT NOT NULL,
  wishes_sealed BYTEA,
  planned_at TIMESTAMP,
  ended_at TIMESTAMP,
  ending_id TEXT,
  CHECK (ended_at IS NULL OR ending_id IS NOT NULL)
);
CREATE INDEX support_case_agency ON support_case (agency_id, worker_id) WHERE ended_at IS NULL;

-- Which areas an agency takes people in. A region of '' is the whole of the
-- jurisdiction, taken where nobody takes the region itself.
CREATE TABLE support_area (
  agency_id TEXT NOT NULL REFERENCES agency (id),
  jurisdiction TEXT NOT NULL,
  region TEXT NOT NULL,
  from_at TIMESTAMP NOT NULL,
  set_by TEXT NOT NULL,
  PRIMARY KEY (agency_id, jurisdiction, region)
);

-- Who had the case, from when, and why it went on.
CREATE TABLE support_pass (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  kind TEXT NOT NULL,
  from_agency_id TEXT,
  to_agency_id TEXT,
  to_worker_id TEXT,
  passed_at TIMESTAMP NOT NULL,
  passed_by TEXT NOT NULL,
  sealed BYTEA
);
CREATE INDEX support_pass_case ON support_pass (case_id, id);

CREATE TABLE support_period (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  kind TEXT NOT NULL,
  starts_on DATE NOT NULL,
  due_on DATE NOT NULL,
  rule TEXT NOT NULL,
  longest BOOLEAN NOT NULL,
  over_on DATE
);
CREATE INDEX support_period_case ON support_period (case_id, id);

CREATE TABLE support_extension (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  reason TEXT NOT NULL,
  until_on DATE NOT NULL,
  sealed BYTEA NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  asked_by TEXT NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT,
  granted BOOLEAN,
  granted_until DATE,
  answer_sealed BYTEA,
  CHECK (granted IS NULL OR (decided_by IS NOT NULL AND answer_sealed IS NOT NULL))
);
CREATE INDEX support_extension_case ON support_extension (case_id, id);
CREATE UNIQUE INDEX support_extension_open ON support_extension (case_id) WHERE decided_at IS NULL;

-- The journal: attempts to reach somebody, key work, the journey, what was seen.
-- What is struck stays, and says why.
CREATE TABLE support_entry (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  kind TEXT NOT NULL,
  happened_at TIMESTAMP NOT NULL,
  how TEXT NOT NULL,
  outcome TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  struck_at TIMESTAMP,
  struck_by TEXT,
  struck_sealed BYTEA
);
CREATE INDEX support_entry_case ON support_entry (case_id, happened_at, id);

CREATE TABLE support_assessment (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  number INTEGER NOT NULL,
  assessed_on DATE NOT NULL,
  together BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  UNIQUE (case_id, number)
);
CREATE TABLE support_need (
  assessment_id TEXT NOT NULL REFERENCES support_assessment (id),
  domain TEXT NOT NULL,
  level INTEGER NOT NULL,
  PRIMARY KEY (assessment_id, domain)
);

-- The seven core outcomes, each from 1 to 5, as the person sees them.
CREATE TABLE support_reading (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  measured_on DATE NOT NULL,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX support_reading_case ON support_reading (case_id, measured_on, id);
CREATE TABLE support_score (
  reading_id TEXT NOT NULL REFERENCES support_reading (id),
  outcome TEXT NOT NULL,
  score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
  PRIMARY KEY (reading_id, outcome)
);

CREATE TABLE support_goal (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  version BIGINT NOT NULL,
  domain TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on DATE,
  state TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  closed_at TIMESTAMP,
  closed_by TEXT
);
CREATE INDEX support_goal_case ON support_goal (case_id, id);

-- A service that was asked to help: by the worker with the person's agreement in
-- the ledger of consents, or by the person themselves, when nothing was shared.
CREATE TABLE support_service (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  goal_id TEXT REFERENCES support_goal (id),
  dependant_id TEXT,
  consent_id TEXT,
  state TEXT NOT NULL,
  asked_on DATE NOT NULL,
  answer_by DATE,
  rule TEXT NOT NULL,
  answered_on DATE,
  starts_on DATE,
  sealed BYTEA NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX support_service_case ON support_service (case_id, id);

CREATE TABLE support_dependant (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  lives_with BOOLEAN NOT NULL,
  needs TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  added_at TIMESTAMP NOT NULL,
  added_by TEXT NOT NULL,
  ended_at TIMESTAMP
);
CREATE INDEX support_dependant_case ON support_dependant (case_id, id);

CREATE TABLE support_appointment (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  starts_at TIMESTAMP NOT NULL,
  state TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  made_by TEXT NOT NULL
);
CREATE INDEX support_appointment_case ON support_appointment (case_id, starts_at);

CREATE TABLE support_review (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  kind TEXT NOT NULL,
  due_on DATE NOT NULL,
  rule TEXT NOT NULL,
  clock_id TEXT,
  state TEXT NOT NULL,
  held_on DATE,
  held_by TEXT,
  sealed BYTEA
);
CREATE INDEX support_review_case ON support_review (case_id, due_on, id);

-- The recovery needs assessment that somebody may have after a positive decision:
-- offered, wanted or not, made, and decided by somebody who did not make it.
CREATE TABLE support_further (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  version BIGINT NOT NULL,
  number INTEGER NOT NULL,
  offered_on DATE NOT NULL,
  offered_by TEXT NOT NULL,
  wanted BOOLEAN NOT NULL,
  assessed_on DATE,
  assessed_by TEXT,
  advised_on DATE,
  decided_at TIMESTAMP,
  decided_by TEXT,
  lasts_on DATE,
  sealed BYTEA NOT NULL,
  UNIQUE (case_id, number)
);

-- No support ends without this row: where the person goes next, who stays in
-- touch and how they stay safe, or the code of why that is not there.
CREATE TABLE support_ending (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES support_case (case_id),
  why TEXT NOT NULL,
  ended_on DATE NOT NULL,
  address_sealed BYTEA,
  no_address TEXT NOT NULL,
  contact_sealed BYTEA,
  no_contact TEXT NOT NULL,
  safety_sealed BYTEA,
  no_safety TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  undone_at TIMESTAMP,
  undone_by TEXT,
  CHECK (address_sealed IS NOT NULL OR no_address <> ''),
  CHECK (contact_sealed IS NOT NULL OR no_contact <> ''),
  CHECK (safety_sealed IS NOT NULL OR no_safety <> '')
);
CREATE INDEX support_ending_case ON support_ending (case_id, id);
