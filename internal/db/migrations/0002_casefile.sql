-- The record of a person. Identifying values stand only in columns called
-- sealed or *_sealed, which casefile's one door writes and reads; everything
-- else is codes, dates and numbers that name nobody.

CREATE TABLE case_group (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL
);

-- stage says how far a case is, as a code that every room can show.
CREATE TABLE case_file (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  jurisdiction TEXT NOT NULL,
  age_group TEXT NOT NULL,
  stage TEXT NOT NULL DEFAULT '',
  group_id TEXT REFERENCES case_group (id),
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL REFERENCES agency (id),
  closed_at TIMESTAMP
);
CREATE INDEX case_file_group ON case_file (group_id) WHERE group_id IS NOT NULL;

-- A fact is what one source says. Several may stand side by side and disagree.
-- code holds what names nobody (a nationality, a gender); sealed what does.
CREATE TABLE fact (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  sealed BYTEA,
  source TEXT NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  withdrawn_at TIMESTAMP,
  withdrawn_why TEXT
);
CREATE INDEX fact_case ON fact (case_id, kind, id);

-- What cases are found by: keyed tokens of name parts, references and numbers,
-- those of each agency under a key of its own (see casefile/index.go).
CREATE TABLE search_token (
  token BIGINT NOT NULL,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL,
  PRIMARY KEY (token, case_id)
);
CREATE INDEX search_token_case ON search_token (case_id, agency_id);

CREATE TABLE story (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  PRIMARY KEY (case_id, kind, source)
);

CREATE TABLE episode (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  source TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT NOT NULL,
  ongoing BOOLEAN NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (case_id, number)
);
CREATE TABLE episode_form (
  case_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  form TEXT NOT NULL,
  PRIMARY KEY (case_id, number, form),
  FOREIGN KEY (case_id, number) REFERENCES episode (case_id, number)
);
CREATE TABLE episode_place (
  case_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  place INTEGER NOT NULL,
  country TEXT NOT NULL,
  town TEXT NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (case_id, number, place),
  FOREIGN KEY (case_id, number) REFERENCES episode (case_id, number)
);
CREATE TABLE journey_leg (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  leg INTEGER NOT NULL,
  from_country TEXT NOT NULL,
  to_country TEXT NOT NULL,
  transport TEXT NOT NULL,
  travelled TEXT NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (case_id, leg)
);

-- Somebody who exploited or helped to. Names, nicknames, marks and places are
-- sealed together; languages and relation are codes.
CREATE TABLE actor (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  relation TEXT NOT NULL,
  languages TEXT NOT NULL,
  in_uk TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, number)
);

CREATE TABLE indicator (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  code TEXT NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (case_id, code)
);

CREATE TABLE professional (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, number)
);

CREATE TABLE outside_reference (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  force TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (case_id, number)
);

-- A way to reach the person that somebody has checked. safe says that it was
-- marked safe, safe_on when; a letter goes nowhere else.
CREATE TABLE contact (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  whose TEXT NOT NULL,
  safe BOOLEAN NOT NULL,
  safe_on DATE,
  permission BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP
);
CREATE INDEX contact_case ON contact (case_id);

CREATE TABLE consent (
  case_id TEXT NOT NULL REFERENCES case_file (id),
  id TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  given BOOLEAN NOT NULL,
  on_day DATE NOT NULL,
  language TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  withdrawn_at TIMESTAMP
);
CREATE INDEX consent_case ON consent (case_id);

-- Files are kept in parts inside the database: one backup, one transaction, any
-- node. owner is the draft or case that holds the file.
CREATE TABLE file (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  case_id TEXT,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  dated TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  added_at TIMESTAMP NOT NULL,
  added_by TEXT NOT NULL
);
CREATE INDEX file_owner ON file (owner, id);
CREATE TABLE file_part (
  file_id TEXT NOT NULL REFERENCES file (id),
  part INTEGER NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (file_id, part)
);

CREATE TABLE timeline (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  at TIMESTAMP NOT NULL,
  message TEXT NOT NULL,
  args JSONB NOT NULL,
  account_id TEXT NOT NULL,
  agency_id TEXT NOT NULL
);
CREATE INDEX timeline_case ON timeline (case_id, id);

-- A clock is one statutory or house limit that runs on a case, with the rule
-- version under which it was started.
CREATE TABLE clock (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  rule TEXT NOT NULL,
  started_on DATE NOT NULL,
  due_on DATE NOT NULL,
  stopped_on DATE,
  stopped_why TEXT
);
CREATE INDEX clock_case ON clock (case_id, kind);
CREATE INDEX clock_due ON clock (due_on) WHERE stopped_on IS NULL;

CREATE TABLE task (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT,
  clock_id TEXT REFERENCES clock (id),
  due_on DATE NOT NULL,
  done_at TIMESTAMP,
  done_by TEXT,
  cancelled_at TIMESTAMP
);
CREATE INDEX task_case ON task (case_id);
CREATE INDEX task_open ON task (agency_id, due_on) WHERE done_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX task_mine ON task (account_id, due_on) WHERE done_at IS NULL AND cancelled_at IS NULL;
