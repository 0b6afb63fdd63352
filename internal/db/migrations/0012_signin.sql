-- How people prove who they are. Nothing of a session outlives its working day,
-- so the table is made anew: everybody signs in once more.

DROP TABLE session;

-- A session is known by the hash of its token; stage is 'code' between the
-- password and the code, then 'full'. proved_at and proved_by say when and how
-- the person last proved who they are: at sign-in, and again before what only
-- they themselves may do.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  stage TEXT NOT NULL,
  proved_at TIMESTAMP NOT NULL,
  proved_by TEXT NOT NULL,
  agent TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);
