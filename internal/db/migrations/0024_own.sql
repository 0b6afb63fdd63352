-- The person's own page: codes given in person, the short sessions that they
-- open, and what is asked, answered and told there.

-- finder is a keyed token of the code, by which it is found; hash is of the code
-- with the second answer, under a slow hash. Neither can be given back: a code is
-- shown once. kind says what the second answer is: a year of birth, or a word that
-- the person chose. sealed holds what stands beside a child's code.
CREATE TABLE own_code (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  finder TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('year', 'word')),
  child BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  given_by TEXT NOT NULL REFERENCES account (id),
  given_at TIMESTAMP NOT NULL,
  use_by DATE NOT NULL,
  until_on DATE NOT NULL,
  rule TEXT NOT NULL,
  used INTEGER NOT NULL,
  used_at TIMESTAMP,
  wrong INTEGER NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_why TEXT
);
-- At most one code of a person works.
CREATE UNIQUE INDEX own_code_live ON own_code (case_id) WHERE ended_at IS NULL;

CREATE TABLE own_session (
  token_hash TEXT PRIMARY KEY,
  code_id TEXT NOT NULL REFERENCES own_code (id),
  language TEXT NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX own_session_code ON own_session (code_id);

-- Tries that failed, under a keyed token of where they came from.
CREATE TABLE own_try (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  at TIMESTAMP NOT NULL
);
CREATE INDEX own_try_subject ON own_try (subject, at);

-- What the person asks, or says is wrong, with the answer; and, with no topic,
-- what those who help write to them. agency_id is who answers, or who wrote.
CREATE TABLE own_message (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL CHECK (kind IN ('question', 'wrong', 'message')),
  topic TEXT NOT NULL,
  language TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT REFERENCES account (id),
  at TIMESTAMP NOT NULL,
  due_on DATE,
  rule TEXT,
  task_id TEXT REFERENCES task (id),
  answer_sealed BYTEA,
  answered_at TIMESTAMP,
  answered_by TEXT,
  answered_agency TEXT REFERENCES agency (id),
  seen_at TIMESTAMP
);
CREATE INDEX own_message_case ON own_message (case_id, id);
CREATE INDEX own_message_open ON own_message (agency_id, due_on) WHERE answered_at IS NULL AND kind <> 'message';
