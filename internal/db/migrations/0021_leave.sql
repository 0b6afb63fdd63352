-- Permission to stay: what somebody has, what was asked for and answered, which
-- documents they agreed to send, and which kinds of permission are paused.

CREATE TABLE leave_file (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  status TEXT NOT NULL,
  until_on DATE,
  sealed BYTEA,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL
);
CREATE INDEX leave_file_agency ON leave_file (agency_id);

CREATE TABLE leave_application (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES leave_file (case_id),
  version BIGINT NOT NULL,
  basis TEXT NOT NULL,
  renewal BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  begun_on DATE NOT NULL,
  sealed BYTEA NOT NULL,
  decided_on DATE,
  from_on DATE,
  until_on DATE,
  work TEXT NOT NULL,
  funds TEXT NOT NULL,
  decision_sealed BYTEA,
  challenged TEXT NOT NULL,
  challenged_on DATE,
  begun_by TEXT NOT NULL,
  decided_by TEXT
);
CREATE INDEX leave_application_case ON leave_application (case_id, id);

-- What was put together to be sent: the documents that the person agreed to.
CREATE TABLE leave_pack (
  id TEXT PRIMARY KEY,
  application_id TEXT NOT NULL REFERENCES leave_application (id),
  agreed_on DATE NOT NULL,
  language TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  withdrawn_at TIMESTAMP
);
CREATE INDEX leave_pack_application ON leave_pack (application_id, id);

CREATE TABLE leave_pack_file (
  pack_id TEXT NOT NULL REFERENCES leave_pack (id),
  file_id TEXT NOT NULL,
  PRIMARY KEY (pack_id, file_id)
);

CREATE TABLE leave_pause (
  id TEXT PRIMARY KEY,
  basis TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  source TEXT NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_by TEXT
);
