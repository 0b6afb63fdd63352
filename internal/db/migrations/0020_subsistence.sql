-- Money to live on. What somebody is due is reckoned from facts and dated rates,
-- day by day; payments are rows; what is left is the one less the other. Amounts
-- are pence. Names, births, accounts and reasons are sealed.

CREATE TABLE subsistence (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  jurisdiction TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  until_why TEXT NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL
);
CREATE INDEX subsistence_agency ON subsistence (agency_id);

-- A fact about somebody's life from a day until a day, both in it. A correction
-- ends the row and writes another; nothing is changed in place.
CREATE TABLE subsistence_fact (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  replaces_id TEXT,
  ended_at TIMESTAMP,
  ended_by TEXT
);
CREATE INDEX subsistence_fact_case ON subsistence_fact (case_id, id);

-- A grant that is paid once: asked for, given or refused.
CREATE TABLE subsistence_grant (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  asked_on DATE NOT NULL,
  state TEXT NOT NULL,
  babies INTEGER NOT NULL,
  elsewhere BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  rule TEXT NOT NULL,
  given_on DATE,
  sealed BYTEA,
  asked_at TIMESTAMP NOT NULL,
  asked_by TEXT NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT
);
CREATE INDEX subsistence_grant_case ON subsistence_grant (case_id, id);

-- How somebody is paid; the last row that is not ended counts.
CREATE TABLE subsistence_payee (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  method TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL,
  ended_at TIMESTAMP
);
CREATE UNIQUE INDEX subsistence_payee_now ON subsistence_payee (case_id) WHERE ended_at IS NULL;

-- Payments that one person prepared and another agrees to.
CREATE TABLE subsistence_run (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  until_on DATE NOT NULL,
  state TEXT NOT NULL,
  sealed BYTEA,
  prepared_at TIMESTAMP NOT NULL,
  prepared_by TEXT NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT,
  file_at TIMESTAMP,
  settled_at TIMESTAMP,
  settled_by TEXT
);
CREATE INDEX subsistence_run_agency ON subsistence_run (agency_id, id);

-- number counts the payments of a person from 1 without a gap, so that two runs
-- at once cannot both pay the same.
CREATE TABLE subsistence_payment (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  run_id TEXT NOT NULL REFERENCES subsistence_run (id),
  reference TEXT NOT NULL UNIQUE,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  from_on DATE NOT NULL,
  until_on DATE NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  usual BIGINT NOT NULL,
  back BIGINT NOT NULL,
  grants BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  payee_id TEXT NOT NULL REFERENCES subsistence_payee (id),
  bounced_on DATE,
  bounced_why TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL,
  UNIQUE (case_id, number)
);
CREATE INDEX subsistence_payment_run ON subsistence_payment (run_id, id);

-- What was decided of money that somebody was paid too much.
CREATE TABLE subsistence_decision (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  weekly BIGINT NOT NULL,
  from_on DATE NOT NULL,
  sealed BYTEA NOT NULL,
  decided_at TIMESTAMP NOT NULL,
  decided_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT
);
CREATE INDEX subsistence_decision_case ON subsistence_decision (case_id, id);
