-- Keys under which everything that identifies is sealed (see package seal).

-- Root keys that wrap data keys in this database: their identifiers, with a text
-- that each sealed, by which a wrong key is found out at start. The keys
-- themselves never stand in the database. One that is ending wraps nothing more.
CREATE TABLE root_key (
  id BIGINT PRIMARY KEY,
  proof BYTEA NOT NULL,
  since TIMESTAMP NOT NULL,
  ending_at TIMESTAMP
);

-- Data keys by whose values they seal (a case, a draft, an agency's index), each
-- wrapped by the root key that root names. The one that is not retired seals new
-- values; retired ones still open old ones.
CREATE TABLE data_key (
  owner TEXT NOT NULL,
  id BIGINT NOT NULL,
  root BIGINT NOT NULL,
  wrapped BYTEA NOT NULL,
  made_at TIMESTAMP NOT NULL,
  retired_at TIMESTAMP,
  PRIMARY KEY (owner, id)
);
CREATE UNIQUE INDEX data_key_current ON data_key (owner) WHERE retired_at IS NULL;
CREATE INDEX data_key_root ON data_key (root, owner);

-- Owners whose keys were destroyed: they never get another.
CREATE TABLE data_key_destroyed (
  owner TEXT PRIMARY KEY,
  destroyed_at TIMESTAMP NOT NULL
);

-- A case whose keys were destroyed stays as a number, a stage and codes.
ALTER TABLE case_file ADD COLUMN erased_at TIMESTAMP;
CREATE INDEX case_file_closed ON case_file (closed_at) WHERE erased_at IS NULL;

-- A legal hold keeps a case from removal until it is lifted, each with a reason.
CREATE TABLE case_hold (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  sealed BYTEA NOT NULL,
  put_at TIMESTAMP NOT NULL,
  put_by TEXT NOT NULL,
  lifted_at TIMESTAMP,
  lifted_by TEXT,
  lifted_sealed BYTEA
);
CREATE UNIQUE INDEX case_hold_now ON case_hold (case_id) WHERE lifted_at IS NULL;

-- A removal that somebody approved, and that waits for a second person. rule is
-- the version of the rule under which it is due.
CREATE TABLE removal (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  rule TEXT NOT NULL,
  due_on DATE NOT NULL,
  approved_at TIMESTAMP NOT NULL,
  approved_by TEXT NOT NULL,
  removed_at TIMESTAMP,
  removed_by TEXT
);
