-- Who sees what: teams and duty posts within an agency, grants of compartments
-- of a case to any of them, denials that beat every grant, and the ledger of
-- consents on which some grants rest.

CREATE TABLE team (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL,
  closed_at TIMESTAMP,
  UNIQUE (agency_id, name)
);
CREATE TABLE team_member (
  id TEXT PRIMARY KEY,
  team_id TEXT NOT NULL REFERENCES team (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  from_at TIMESTAMP NOT NULL,
  until_at TIMESTAMP
);
CREATE INDEX team_member_team ON team_member (team_id, account_id);
CREATE INDEX team_member_account ON team_member (account_id);

-- A post is held by whoever is on duty: "night placement desk".
CREATE TABLE duty_post (
  id TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  team_id TEXT REFERENCES team (id),
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL,
  closed_at TIMESTAMP,
  UNIQUE (agency_id, name)
);
CREATE TABLE duty_shift (
  id TEXT PRIMARY KEY,
  post_id TEXT NOT NULL REFERENCES duty_post (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  from_at TIMESTAMP NOT NULL,
  until_at TIMESTAMP NOT NULL,
  made_by TEXT NOT NULL,
  made_at TIMESTAMP NOT NULL
);
CREATE INDEX duty_shift_post ON duty_shift (post_id, from_at);
CREATE INDEX duty_shift_account ON duty_shift (account_id);

-- Who may see which compartments of which case, for what purpose, on what legal
-- basis, and when. holder is the identifier of an agency, a team, a post or an
-- account (kind says which) and agency_id the agency that it belongs to.
-- compartments is a set of bits (see package access). What is over stays, so
-- that it can be told who could see a case on any day.
CREATE TABLE case_grant (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL CHECK (kind IN ('agency', 'team', 'post', 'person')),
  holder TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  purpose TEXT NOT NULL,
  compartments BIGINT NOT NULL,
  legal_basis TEXT NOT NULL,
  consent_id TEXT REFERENCES consent (id),
  sealed BYTEA,
  from_at TIMESTAMP NOT NULL,
  until_at TIMESTAMP,
  granted_at TIMESTAMP NOT NULL,
  granted_by TEXT NOT NULL,
  ended_by TEXT,
  ended_why TEXT
);
-- By case, with all that the question "may they?" reads; and by holder, for
-- lists that begin with what somebody may see.
CREATE INDEX case_grant_reach ON case_grant (case_id, holder, compartments, from_at, until_at);
CREATE INDEX case_grant_held ON case_grant (holder, case_id, compartments, from_at, until_at);
CREATE INDEX case_grant_consent ON case_grant (consent_id) WHERE consent_id IS NOT NULL;

-- Somebody who must not see a case, whatever they are granted: a conflict of
-- interest. sealed is the reason.
CREATE TABLE case_denial (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES case_file (id),
  kind TEXT NOT NULL CHECK (kind IN ('agency', 'team', 'person')),
  holder TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  sealed BYTEA NOT NULL,
  from_at TIMESTAMP NOT NULL,
  until_at TIMESTAMP,
  denied_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_sealed BYTEA
);
CREATE INDEX case_denial_reach ON case_denial (case_id, holder, from_at, until_at);

-- A consent to share is to one recipient, for one purpose, of some compartments.
ALTER TABLE consent ADD COLUMN agency_id TEXT REFERENCES agency (id);
ALTER TABLE consent ADD COLUMN compartments BIGINT NOT NULL DEFAULT 0;
ALTER TABLE consent ADD COLUMN how TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN recorded_by TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN withdrawn_by TEXT;
ALTER TABLE consent ADD COLUMN withdrawn_sealed BYTEA;

-- Somebody who asks the agency that keeps a case to see it. The reference is as
-- it was typed: a request about one that does not exist looks the same to who
-- asks, and reaches nobody.
CREATE TABLE share_request (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  case_id TEXT REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL,
  compartments BIGINT NOT NULL,
  legal_basis TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  asked_at TIMESTAMP NOT NULL,
  due_on DATE NOT NULL,
  decided_at TIMESTAMP,
  decided_by TEXT,
  granted BOOLEAN,
  decision_sealed BYTEA,
  grant_id TEXT REFERENCES case_grant (id)
);
CREATE INDEX share_request_case ON share_request (case_id) WHERE decided_at IS NULL;
CREATE INDEX share_request_account ON share_request (account_id, id);

-- Somebody who opened, or tried to open, a case without being granted it. Where
-- nothing was opened, until_at is NULL; where there is no such case, case_id too.
CREATE TABLE emergency_access (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  case_id TEXT REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL REFERENCES account (id),
  grant_id TEXT REFERENCES case_grant (id),
  compartments BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  at TIMESTAMP NOT NULL,
  until_at TIMESTAMP,
  review_on DATE NOT NULL,
  rule TEXT NOT NULL,
  reviewed_at TIMESTAMP,
  reviewed_by TEXT,
  justified BOOLEAN,
  review_sealed BYTEA
);
CREATE INDEX emergency_access_case ON emergency_access (case_id);
CREATE INDEX emergency_access_account ON emergency_access (account_id, at);
