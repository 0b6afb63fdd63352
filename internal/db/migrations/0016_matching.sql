-- One person under several records: what is compared, what people decided about
-- it, and which records were joined. Names, reasons and choices are sealed.

-- A merge points from one case file to the one that leads. Nothing is moved:
-- both files stay as they are, so that to undo a merge is to end its row.
CREATE TABLE case_merge (
  id TEXT PRIMARY KEY,
  leader TEXT NOT NULL REFERENCES case_file (id),
  follower TEXT NOT NULL REFERENCES case_file (id),
  version BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  undone_at TIMESTAMP,
  undone_by TEXT,
  undone_sealed BYTEA
);
CREATE UNIQUE INDEX case_merge_follower ON case_merge (follower) WHERE undone_at IS NULL;
CREATE INDEX case_merge_leader ON case_merge (leader);

-- Which records are one person, worked out anew from the merges that hold
-- whenever one is made or undone; only people with two records or more stand
-- here. counted marks the one referral of the person that official figures count.
CREATE TABLE case_person (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  leader TEXT NOT NULL REFERENCES case_file (id),
  counted BOOLEAN NOT NULL
);
CREATE INDEX case_person_leader ON case_person (leader);

-- What of a record is compared, sealed. Every node keeps the cards that changed
-- last in step with its index by changed_at and version.
CREATE TABLE match_card (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  version BIGINT NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  sealed BYTEA NOT NULL
);
CREATE INDEX match_card_changed ON match_card (changed_at);

-- Two records that may be one person. left_case is the lower identifier. two
-- says why two readers are needed, "" where one is enough.
CREATE TABLE match_pair (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  left_case TEXT NOT NULL REFERENCES case_file (id),
  right_case TEXT NOT NULL REFERENCES case_file (id),
  weight DOUBLE PRECISION NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  state TEXT NOT NULL,
  two TEXT NOT NULL,
  child BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  policy TEXT NOT NULL,
  assignee TEXT NOT NULL,
  found_at TIMESTAMP NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  UNIQUE (left_case, right_case)
);
CREATE INDEX match_pair_state ON match_pair (state, probability);
CREATE INDEX match_pair_right ON match_pair (right_case);

CREATE TABLE match_decision (
  pair_id TEXT NOT NULL REFERENCES match_pair (id),
  number INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  account_id TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  sealed BYTEA NOT NULL,
  undone_at TIMESTAMP,
  undone_by TEXT,
  PRIMARY KEY (pair_id, number)
);

-- An agency knows somebody who may be the holder's case, and is not told. The
-- holder answers, or does not. subject is what the asker has: a case or a draft.
CREATE TABLE match_request (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  holder_id TEXT NOT NULL REFERENCES agency (id),
  asker_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  answer TEXT NOT NULL,
  sealed BYTEA,
  answered_at TIMESTAMP,
  answered_by TEXT,
  UNIQUE (case_id, asker_id, subject)
);
CREATE INDEX match_request_holder ON match_request (holder_id, answer, id);
CREATE INDEX match_request_asker ON match_request (asker_id, id);

-- A new encounter with somebody whose earlier case is over: possible
-- re-trafficking, for the people responsible for the earlier case.
CREATE TABLE match_flag (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  earlier_case TEXT NOT NULL REFERENCES case_file (id),
  later_case TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL,
  why TEXT NOT NULL,
  raised_at TIMESTAMP NOT NULL,
  outcome TEXT NOT NULL,
  sealed BYTEA,
  seen_at TIMESTAMP,
  seen_by TEXT,
  UNIQUE (earlier_case, later_case)
);
CREATE INDEX match_flag_agency ON match_flag (agency_id, outcome, id);

-- What reviewed pairs taught: by how much each comparison counts more or less
-- than in the model at the start. It names nobody.
CREATE TABLE match_lesson (
  id TEXT PRIMARY KEY,
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  reviewed INTEGER NOT NULL,
  lesson JSONB NOT NULL
);
