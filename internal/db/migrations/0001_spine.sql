-- The spine: who acts, what may be done once, what was done, what is due later.

CREATE TABLE once (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  result BYTEA,
  at TIMESTAMP NOT NULL,
  PRIMARY KEY (scope, key)
);
CREATE INDEX once_at ON once (at);

CREATE TABLE agency (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  jurisdiction TEXT NOT NULL,
  suspended_at TIMESTAMP
);

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret TEXT NOT NULL,
  totp_step BIGINT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  suspended_at TIMESTAMP
);
CREATE INDEX account_agency ON account (agency_id, name);

CREATE TABLE account_role (
  account_id TEXT NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  PRIMARY KEY (account_id, role)
);

-- A session is known by the hash of its token; stage is 'code' between the
-- password and the code, then 'full'.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  stage TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  used_at TIMESTAMP,
  revoked_at TIMESTAMP
);
CREATE INDEX api_token_account ON api_token (account_id);

-- Failed sign-ins by what was tried, so that guessing slows down.
CREATE TABLE sign_in_failure (
  subject TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  id TEXT PRIMARY KEY
);
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);

-- The record of who did and who saw what. Each event stands in a lane at a
-- place in it, and its hash covers all its columns and the hash of the event
-- before it in the lane (package audit says how). Several lanes let writers on
-- PostgreSQL commit side by side; SQLite, with its one writer, uses the first.
CREATE TABLE audit_lane (
  lane INTEGER PRIMARY KEY,
  open BOOLEAN NOT NULL,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);
INSERT INTO audit_lane (lane, open, seq, hash) VALUES
  (0, TRUE, 0, ''), (1, TRUE, 0, ''), (2, TRUE, 0, ''), (3, TRUE, 0, ''), (4, TRUE, 0, ''), (5, TRUE, 0, ''), (6, TRUE, 0, ''), (7, TRUE, 0, ''),
  (8, TRUE, 0, ''), (9, TRUE, 0, ''), (10, TRUE, 0, ''), (11, TRUE, 0, ''), (12, TRUE, 0, ''), (13, TRUE, 0, ''), (14, TRUE, 0, ''), (15, TRUE, 0, ''),
  (16, TRUE, 0, ''), (17, TRUE, 0, ''), (18, TRUE, 0, ''), (19, TRUE, 0, ''), (20, TRUE, 0, ''), (21, TRUE, 0, ''), (22, TRUE, 0, ''), (23, TRUE, 0, ''),
  (24, TRUE, 0, ''), (25, TRUE, 0, ''), (26, TRUE, 0, ''), (27, TRUE, 0, ''), (28, TRUE, 0, ''), (29, TRUE, 0, ''), (30, TRUE, 0, ''), (31, TRUE, 0, '');

CREATE TABLE audit_event (
  id TEXT PRIMARY KEY,
  lane INTEGER NOT NULL,
  seq BIGINT NOT NULL,
  at TIMESTAMP NOT NULL,
  action TEXT NOT NULL,
  category TEXT NOT NULL,
  account_id TEXT,
  agency_id TEXT,
  roles TEXT NOT NULL,
  case_id TEXT,
  subject TEXT NOT NULL,
  why TEXT NOT NULL,
  recipient TEXT NOT NULL,
  change TEXT,
  via TEXT NOT NULL,
  origin TEXT NOT NULL,
  request TEXT NOT NULL,
  hash BYTEA NOT NULL,
  UNIQUE (lane, seq)
);
CREATE INDEX audit_event_case ON audit_event (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX audit_event_account ON audit_event (account_id, id);
CREATE INDEX audit_event_agency ON audit_event (agency_id, id);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  payload BYTEA NOT NULL,
  due_at TIMESTAMP NOT NULL,
  attempts INTEGER NOT NULL,
  leased_until TIMESTAMP,
  leased_by TEXT,
  problem BYTEA,
  dead BOOLEAN NOT NULL
);
CREATE INDEX job_due ON job (due_at) WHERE NOT dead;

-- What is sent to people outside the pages: never a word about a person.
CREATE TABLE message (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  recipient TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  sent_at TIMESTAMP
);
CREATE INDEX message_recipient ON message (recipient, id);
