-- Sealed placement. What says where somebody lives stands only in
-- place_address.sealed and, of visitors and of people to keep away, in sealed
-- columns; everything else is codes, days and numbers that lead nobody there.

CREATE TABLE place (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  region TEXT NOT NULL,
  ages TEXT NOT NULL,
  gender TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  suits TEXT NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at TIMESTAMP,
  closed_why TEXT
);
CREATE INDEX place_agency ON place (agency_id, reference);

-- One row a place: address, names of carers, telephone.
CREATE TABLE place_address (
  place_id TEXT PRIMARY KEY REFERENCES place (id),
  sealed BYTEA NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  changed_by TEXT NOT NULL
);

-- Who looks after people there: foster carers, the manager of a house.
CREATE TABLE place_keeper (
  place_id TEXT NOT NULL REFERENCES place (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  from_at TIMESTAMP NOT NULL,
  until_at TIMESTAMP,
  named_by TEXT NOT NULL,
  PRIMARY KEY (place_id, account_id)
);
CREATE INDEX place_keeper_account ON place_keeper (account_id);

-- The placement team that answers for somebody: one agency at a time.
CREATE TABLE placement_file (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  needs TEXT NOT NULL,
  avoid TEXT NOT NULL,
  sealed BYTEA,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at TIMESTAMP
);
CREATE INDEX placement_file_agency ON placement_file (agency_id) WHERE closed_at IS NULL;

CREATE TABLE placement (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  place_id TEXT NOT NULL REFERENCES place (id),
  sealed BYTEA NOT NULL,
  started_at TIMESTAMP NOT NULL,
  placed_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_why TEXT,
  ended_by TEXT
);
CREATE INDEX placement_case ON placement (case_id, id);
CREATE UNIQUE INDEX placement_now ON placement (case_id) WHERE ended_at IS NULL;
CREATE INDEX placement_place ON placement (place_id) WHERE ended_at IS NULL;

-- A sight of an address by one named person for a time: asked for, agreed or
-- refused, used, over. agreed is NULL while nobody has answered.
CREATE TABLE sight (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  placement_id TEXT NOT NULL REFERENCES placement (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  inside BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  hours INTEGER NOT NULL,
  rule TEXT NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT,
  agreed BOOLEAN,
  decision BYTEA,
  from_at TIMESTAMP,
  until_at TIMESTAMP,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_why TEXT,
  looks INTEGER NOT NULL,
  looked_at TIMESTAMP
);
CREATE INDEX sight_case ON sight (case_id, id);
CREATE INDEX sight_account ON sight (account_id, id);
CREATE INDEX sight_placement ON sight (placement_id) WHERE ended_at IS NULL;

-- Somebody who is never to come near: of one person's file, or of every file of
-- the agency where case_id is NULL.
CREATE TABLE denied (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  case_id TEXT REFERENCES placement_file (case_id),
  version BIGINT NOT NULL,
  reason TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  added_at TIMESTAMP NOT NULL,
  added_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended BYTEA
);
CREATE INDEX denied_agency ON denied (agency_id, id) WHERE ended_at IS NULL;

-- Every correction keeps what stood there before.
CREATE TABLE denied_before (
  denied_id TEXT NOT NULL REFERENCES denied (id),
  version BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (denied_id, version)
);

-- A visitor who asks to come. Nobody comes unless state is 'approved'.
CREATE TABLE visit (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  relationship TEXT NOT NULL,
  supervision TEXT NOT NULL,
  refusal TEXT NOT NULL,
  valid_from DATE,
  valid_until DATE,
  answer_by DATE,
  rule TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  decision BYTEA,
  asked_at TIMESTAMP NOT NULL,
  asked_by TEXT NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT
);
CREATE INDEX visit_case ON visit (case_id, id);
CREATE INDEX visit_agency ON visit (agency_id, state, id);

-- One check of a visitor: documents seen, DBS, the social worker's view. A
-- later row of a kind takes the place of an earlier one, which stays.
CREATE TABLE visit_check (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL REFERENCES visit (id),
  kind TEXT NOT NULL,
  result TEXT NOT NULL,
  document TEXT NOT NULL,
  done_on DATE NOT NULL,
  expires_on DATE,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX visit_check_visit ON visit_check (visit_id, id);

-- A visitor or caller who resembles somebody on the list. What agrees is sealed;
-- it blocks approval until somebody with authority overrides it.
CREATE TABLE resemblance (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  visit_id TEXT REFERENCES visit (id),
  enquiry_id TEXT,
  denied_id TEXT NOT NULL REFERENCES denied (id),
  strength INTEGER NOT NULL,
  sealed BYTEA NOT NULL,
  found_at TIMESTAMP NOT NULL,
  overridden_at TIMESTAMP,
  overridden_by TEXT,
  override BYTEA
);
CREATE INDEX resemblance_visit ON resemblance (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX resemblance_enquiry ON resemblance (enquiry_id) WHERE enquiry_id IS NOT NULL;

-- A visit as it happened, or somebody who was turned away at the door.
CREATE TABLE visit_log (
  id TEXT PRIMARY KEY,
  visit_id TEXT NOT NULL REFERENCES visit (id),
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  turned_away BOOLEAN NOT NULL,
  arrived_at TIMESTAMP NOT NULL,
  left_at TIMESTAMP,
  concerned BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX visit_log_case ON visit_log (case_id, id);

-- Somebody who asked about a person, by telephone or at a door.
CREATE TABLE enquiry (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  channel TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX enquiry_case ON enquiry (case_id, id);

-- What the police need when somebody goes missing, kept ready.
CREATE TABLE missing_profile (
  case_id TEXT PRIMARY KEY REFERENCES placement_file (case_id),
  id TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  photo TEXT,
  photo_on DATE,
  sealed BYTEA NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  changed_by TEXT NOT NULL
);

CREATE TABLE missing_episode (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES placement_file (case_id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  placement_id TEXT REFERENCES placement (id),
  version BIGINT NOT NULL,
  number INTEGER NOT NULL,
  missing_at TIMESTAMP NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  risk TEXT NOT NULL,
  report_by TIMESTAMP,
  reported_at TIMESTAMP,
  strategy_why TEXT NOT NULL,
  strategy_by TIMESTAMP,
  strategy_held_at TIMESTAMP,
  found_at TIMESTAMP,
  interview_by TIMESTAMP,
  interview_at TIMESTAMP,
  interview_outcome TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  UNIQUE (case_id, number)
);
CREATE INDEX missing_episode_agency ON missing_episode (agency_id, id);
CREATE UNIQUE INDEX missing_now ON missing_episode (case_id) WHERE found_at IS NULL;

CREATE TABLE missing_action (
  id TEXT PRIMARY KEY,
  episode_id TEXT NOT NULL REFERENCES missing_episode (id),
  at TIMESTAMP NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX missing_action_episode ON missing_action (episode_id, id);

-- Whose limit a clock is: NULL for the decision on the case, else the agency
-- that it concerns and nobody else.
ALTER TABLE clock ADD COLUMN agency_id TEXT REFERENCES agency (id);
