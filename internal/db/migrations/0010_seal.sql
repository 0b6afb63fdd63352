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
