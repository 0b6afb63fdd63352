-- Estimates of how many people there are. A run holds counts, never a person.

-- What was asked, of which data, and what came of it. settings and headline are
-- JSON; attempt tells a run from its retries; result_hash is of the JSON report, so
-- that a repetition can be held against what it repeats. deleted_why is sealed: what people type for a
-- reason can name anybody.
CREATE TABLE estimate_run (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  source TEXT NOT NULL,
  method TEXT NOT NULL,
  settings TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  people BIGINT NOT NULL,
  small_counts BIGINT NOT NULL,
  vintage TIMESTAMP,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  stage TEXT NOT NULL,
  progress INTEGER NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  started_at TIMESTAMP,
  ended_at TIMESTAMP,
  repeats TEXT REFERENCES estimate_run (id),
  program TEXT NOT NULL,
  result_hash TEXT NOT NULL,
  headline TEXT NOT NULL,
  problem TEXT NOT NULL,
  deleted_at TIMESTAMP,
  deleted_by TEXT,
  deleted_why BYTEA
);
CREATE INDEX estimate_run_agency ON estimate_run (agency_id, id);

-- The tables that a run estimates from, as comma-separated text: one, or several
-- draws of a linkage.
CREATE TABLE estimate_data (
  run_id TEXT NOT NULL REFERENCES estimate_run (id),
  draw INTEGER NOT NULL,
  table_text TEXT NOT NULL,
  PRIMARY KEY (run_id, draw)
);

-- The report of a run in each format, as it was made.
CREATE TABLE estimate_report (
  run_id TEXT NOT NULL REFERENCES estimate_run (id),
  format TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (run_id, format)
);
