-- Justice and redress: what a person was offered, told and claimed as a victim of
-- crime. It stands beside support and is joined to no part of it: a person who
-- refuses all contact with the police loses nothing.

-- One file for each person, kept by the agency that stands beside them.
CREATE TABLE justice_file (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  contact TEXT NOT NULL CHECK (contact IN ('not-asked', 'agreed', 'through-worker', 'refused')),
  contact_on DATE,
  vulnerable BOOLEAN NOT NULL,
  sealed BYTEA,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL,
  closed_at TIMESTAMP
);
CREATE INDEX justice_file_agency ON justice_file (agency_id);

-- What happened, line by line: each of one part (rights offered, told, crime,
-- special measures, statements, hearings, section 45, compensation, Convention).
-- Codes and days stand in plain, so that lists can be read and counted; all words
-- and names are sealed. due_on is what a rule of the law says, at is the hour of a
-- hearing. A line that was recorded by mistake is struck, never deleted.
CREATE TABLE justice_entry (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES justice_file (case_id),
  part TEXT NOT NULL,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  about_on DATE,
  starts_at TIMESTAMP,
  due_on DATE,
  rule TEXT NOT NULL,
  pence BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  struck_at TIMESTAMP,
  struck_by TEXT,
  struck_sealed BYTEA
);
CREATE INDEX justice_entry_case ON justice_entry (case_id, part, id);
CREATE INDEX justice_entry_hearing ON justice_entry (starts_at) WHERE starts_at IS NOT NULL AND struck_at IS NULL;
CREATE INDEX justice_entry_due ON justice_entry (due_on) WHERE due_on IS NOT NULL AND struck_at IS NULL;

-- A line as it stood before it was corrected.
CREATE TABLE justice_entry_before (
  id TEXT PRIMARY KEY,
  entry_id TEXT NOT NULL REFERENCES justice_entry (id),
  version BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX justice_entry_before_entry ON justice_entry_before (entry_id, version);

-- Parts of a file that the person agreed to show to an agency, such as the police.
-- It holds only while its grant does.
CREATE TABLE justice_share (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES justice_file (case_id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  grant_id TEXT NOT NULL REFERENCES case_grant (id),
  parts TEXT NOT NULL,
  shared_at TIMESTAMP NOT NULL,
  shared_by TEXT NOT NULL
);
CREATE INDEX justice_share_case ON justice_share (case_id, agency_id);
CREATE INDEX justice_share_agency ON justice_share (agency_id, case_id);

-- Referrals for which no crime record was known when the rule said that there
-- should be one: settled with the police force, without the person.
CREATE TABLE crime_check (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL UNIQUE REFERENCES case_file (id),
  version BIGINT NOT NULL,
  force TEXT NOT NULL,
  referred_on DATE NOT NULL,
  due_on DATE NOT NULL,
  rule TEXT NOT NULL,
  listed_at TIMESTAMP NOT NULL,
  asked_on DATE,
  answer TEXT NOT NULL,
  answered_on DATE,
  sealed BYTEA,
  closed_at TIMESTAMP,
  closed_by TEXT,
  closed_why TEXT NOT NULL
);
CREATE INDEX crime_check_open ON crime_check (force, due_on) WHERE closed_at IS NULL;
