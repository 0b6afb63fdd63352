-- Going home, by choice. What names a person or a place, and what anybody said, is
-- sealed for the case; the rest are codes, days and numbers.

-- Organisations abroad that take people on. The agency is theirs; what is known
-- of them is about no person in a case.
CREATE TABLE return_receiver (
  agency_id TEXT PRIMARY KEY REFERENCES agency (id),
  version BIGINT NOT NULL,
  country TEXT NOT NULL,
  town TEXT NOT NULL,
  language TEXT NOT NULL,
  takes TEXT NOT NULL,
  offers TEXT NOT NULL,
  contact TEXT NOT NULL,
  checked_on DATE NOT NULL,
  added_at TIMESTAMP NOT NULL,
  added_by TEXT NOT NULL,
  closed_at TIMESTAMP
);

CREATE TABLE return_plan (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  country TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  interests TEXT NOT NULL,
  interests_on DATE,
  interests_sealed BYTEA,
  interests_by TEXT,
  travel_on DATE,
  travel_sealed BYTEA,
  departed_on DATE,
  arrived_on DATE,
  arrived_how TEXT NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_why TEXT NOT NULL,
  ended_sealed BYTEA,
  ended_by TEXT
);
CREATE UNIQUE INDEX return_plan_live ON return_plan (case_id) WHERE ended_at IS NULL;
CREATE INDEX return_plan_case ON return_plan (case_id, id);
CREATE INDEX return_plan_agency ON return_plan (agency_id, state);

-- What the person chose when they were asked: each answer a row, never changed. A
-- choice to share is in the ledger of consents too.
CREATE TABLE return_choice (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  kind TEXT NOT NULL,
  given BOOLEAN NOT NULL,
  explained_on DATE NOT NULL,
  chosen_on DATE NOT NULL,
  how TEXT NOT NULL,
  language TEXT NOT NULL,
  alternatives TEXT NOT NULL,
  rule TEXT NOT NULL,
  handover_id TEXT,
  consent_id TEXT REFERENCES consent (id),
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  withdrawn_at TIMESTAMP,
  withdrawn_by TEXT
);
CREATE INDEX return_choice_plan ON return_choice (plan_id, id);

CREATE TABLE return_risk (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  side TEXT NOT NULL,
  level TEXT NOT NULL,
  factors TEXT NOT NULL,
  together BOOLEAN NOT NULL,
  assessed_on DATE NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  undone_at TIMESTAMP,
  undone_by TEXT
);
CREATE INDEX return_risk_plan ON return_risk (plan_id, id);

CREATE TABLE return_document (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  embassy BOOLEAN NOT NULL,
  expires_on DATE,
  sealed BYTEA,
  changed_at TIMESTAMP NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX return_document_plan ON return_document (plan_id, id);

-- What an organisation abroad was asked, without the person's name, what it
-- answered, and the pack that it was given once it and the person had agreed. A
-- pack that is taken back is removed from the row.
CREATE TABLE return_handover (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  needs TEXT NOT NULL,
  age TEXT NOT NULL,
  gender TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  asked_by TEXT NOT NULL,
  answer_by DATE NOT NULL,
  rule TEXT NOT NULL,
  answered_at TIMESTAMP,
  answered_by TEXT,
  refusal TEXT NOT NULL,
  answer_sealed BYTEA,
  pack_at TIMESTAMP,
  pack_sealed BYTEA,
  pack_seen_at TIMESTAMP,
  ended_at TIMESTAMP,
  ended_why TEXT NOT NULL
);
CREATE INDEX return_handover_plan ON return_handover (plan_id, id);
CREATE INDEX return_handover_agency ON return_handover (agency_id, id);

-- Links by which an organisation finds what it was asked. They say nothing of
-- anybody; reading needs an account.
CREATE TABLE return_link (
  token_hash TEXT PRIMARY KEY,
  handover_id TEXT NOT NULL REFERENCES return_handover (id),
  made_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  opened_at TIMESTAMP,
  revoked_at TIMESTAMP
);
CREATE INDEX return_link_handover ON return_link (handover_id);

-- Contacts agreed for after the return, and what was found.
CREATE TABLE return_contact (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  due_on DATE NOT NULL,
  done_on DATE,
  found TEXT NOT NULL,
  partner BOOLEAN NOT NULL,
  sealed BYTEA,
  recorded_at TIMESTAMP,
  recorded_by TEXT,
  cancelled_at TIMESTAMP
);
CREATE INDEX return_contact_plan ON return_contact (plan_id, due_on);
CREATE INDEX return_contact_due ON return_contact (due_on) WHERE done_on IS NULL AND cancelled_at IS NULL;

-- Signs that somebody who went home is exploited again.
CREATE TABLE return_signal (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES return_plan (id),
  version BIGINT NOT NULL,
  source TEXT NOT NULL,
  raised_at TIMESTAMP NOT NULL,
  outcome TEXT NOT NULL,
  sealed BYTEA,
  seen_at TIMESTAMP,
  seen_by TEXT
);
CREATE INDEX return_signal_plan ON return_signal (plan_id, id);
