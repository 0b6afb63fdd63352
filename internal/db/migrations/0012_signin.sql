-- How people prove who they are. Nothing of a session outlives its working day,
-- so the table is made anew: everybody signs in once more.

DROP TABLE session;

-- A session is known by the hash of its token; stage is 'code' between the
-- password and the code, 'join' between an invitation and the first way to sign
-- in, then 'full'. proved_at and proved_by say when and how the person last
-- proved who they are: at sign-in, and again before what only they themselves may
-- do.
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id),
  stage TEXT NOT NULL,
  proved_at TIMESTAMP NOT NULL,
  proved_until TIMESTAMP NOT NULL,
  proved_by TEXT NOT NULL,
  agent TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  seen_at TIMESTAMP NOT NULL,
  idle_seconds BIGINT NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE passkey (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  credential_id TEXT NOT NULL UNIQUE,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  credential TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL,
  used_at TIMESTAMP,
  stopped_at TIMESTAMP
);
CREATE INDEX passkey_account ON passkey (account_id);

-- What must be remembered between two pages: the challenge of a passkey, the
-- state of a visit to an identity provider, a secret not yet confirmed. Taken
-- once, and soon over.
CREATE TABLE ceremony (
  token_hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id TEXT NOT NULL,
  data TEXT NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX ceremony_expires ON ceremony (expires_at);

-- Browsers in which somebody has signed in, so that what others do to their
-- account does not keep them out.
CREATE TABLE known_device (
  token_hash TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX known_device_account ON known_device (account_id);

-- An invitation or an agreed recovery lets a person choose how they sign in,
-- once. A recovery has two codes, from two administrators.
CREATE TABLE invitation (
  account_id TEXT PRIMARY KEY REFERENCES account (id),
  code_hash TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL
);

CREATE TABLE recovery (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL REFERENCES account (id),
  asked_at TIMESTAMP NOT NULL,
  asked_code TEXT NOT NULL,
  agreed_by TEXT REFERENCES account (id),
  agreed_at TIMESTAMP,
  agreed_code TEXT,
  expires_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP,
  ended TEXT NOT NULL
);
CREATE UNIQUE INDEX recovery_open ON recovery (account_id) WHERE ended_at IS NULL;

-- The identity provider of an agency: its people sign in there. Only people whom
-- an administrator has added can, each bound to one subject of the provider.
CREATE TABLE provider (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL UNIQUE REFERENCES agency (id),
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BYTEA NOT NULL,
  domains TEXT NOT NULL,
  binding TEXT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  set_at TIMESTAMP NOT NULL,
  stopped_at TIMESTAMP
);

CREATE TABLE provider_subject (
  provider_id TEXT NOT NULL REFERENCES provider (id),
  subject TEXT NOT NULL,
  account_id TEXT NOT NULL UNIQUE REFERENCES account (id),
  bound_at TIMESTAMP NOT NULL,
  PRIMARY KEY (provider_id, subject)
);

-- The secret of an authenticator, sealed under the key of its account.
ALTER TABLE account ADD COLUMN totp_sealed BYTEA;
ALTER TABLE account DROP COLUMN totp_secret;

-- When somebody last signed in, for who looks after accounts.
ALTER TABLE account ADD COLUMN seen_at TIMESTAMP;
