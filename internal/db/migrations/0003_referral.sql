-- The referral desk: drafts, what was sent, and notifications without a name.

-- A draft is one person's unsent referral. Everything typed stands in sealed.
CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  version BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  started_at TIMESTAMP NOT NULL,
  changed_at TIMESTAMP NOT NULL,
  warn_on DATE NOT NULL,
  delete_on DATE NOT NULL
);
CREATE INDEX draft_account ON draft (account_id, changed_at);

-- A referral as it was sent, one to a case. Codes stand in columns, for lists
-- and figures; who referred and how to reach them is sealed. published_* are
-- the groups under which the official statistics count the person.
CREATE TABLE referral (
  case_id TEXT PRIMARY KEY REFERENCES case_file (id),
  agency_id TEXT REFERENCES agency (id),
  account_id TEXT NOT NULL,
  source TEXT NOT NULL,
  external_scope TEXT NOT NULL,
  external_id TEXT,
  sender_key TEXT NOT NULL,
  received_at TIMESTAMP NOT NULL,
  received_on DATE NOT NULL,
  quarter TEXT NOT NULL,
  organisation TEXT NOT NULL,
  jurisdiction TEXT NOT NULL,
  age_group TEXT NOT NULL,
  under_eighteen_then TEXT NOT NULL,
  exploited_where TEXT NOT NULL,
  several_situations TEXT NOT NULL,
  still_in TEXT NOT NULL,
  last_contact TEXT NOT NULL,
  reported_before TEXT NOT NULL,
  reported_to_police TEXT NOT NULL,
  cooperation TEXT NOT NULL,
  support TEXT NOT NULL,
  decision_to TEXT NOT NULL,
  other_victims TEXT NOT NULL,
  local_authority TEXT NOT NULL,
  published_responder_type TEXT NOT NULL,
  published_responder TEXT NOT NULL,
  published_exploitation TEXT NOT NULL,
  published_age TEXT NOT NULL,
  published_gender TEXT NOT NULL,
  published_nationality TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  UNIQUE (external_scope, external_id)
);
CREATE INDEX referral_agency ON referral (agency_id, case_id);
CREATE INDEX referral_sender ON referral (agency_id, sender_key) WHERE sender_key <> '';
CREATE INDEX referral_quarter ON referral (quarter);

-- A notification under section 52 of the Modern Slavery Act 2015, of an adult
-- who did not agree to be referred. It has no place for a name, a date of
-- birth, a contact or a file. case_id links the case of an adult who agreed to
-- co-operate, and only of such a one.
CREATE TABLE notification (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  account_id TEXT NOT NULL,
  source TEXT NOT NULL,
  received_at TIMESTAMP NOT NULL,
  received_on DATE NOT NULL,
  quarter TEXT NOT NULL,
  organisation TEXT NOT NULL,
  jurisdiction TEXT NOT NULL,
  under_eighteen_then TEXT NOT NULL,
  gender TEXT NOT NULL,
  nationalities TEXT NOT NULL,
  exploited_where TEXT NOT NULL,
  several_situations TEXT NOT NULL,
  still_in TEXT NOT NULL,
  last_contact TEXT NOT NULL,
  reported_before TEXT NOT NULL,
  reported_to_police TEXT NOT NULL,
  cooperation TEXT NOT NULL,
  other_victims TEXT NOT NULL,
  published_responder_type TEXT NOT NULL,
  published_responder TEXT NOT NULL,
  published_exploitation TEXT NOT NULL,
  published_age TEXT NOT NULL,
  published_gender TEXT NOT NULL,
  published_nationality TEXT NOT NULL,
  case_id TEXT REFERENCES case_file (id)
);
CREATE INDEX notification_agency ON notification (agency_id, id);
CREATE INDEX notification_quarter ON notification (quarter);

CREATE TABLE notification_form (
  notification_id TEXT NOT NULL REFERENCES notification (id),
  form TEXT NOT NULL,
  PRIMARY KEY (notification_id, form)
);
CREATE TABLE notification_place (
  notification_id TEXT NOT NULL REFERENCES notification (id),
  country TEXT NOT NULL,
  town TEXT NOT NULL,
  PRIMARY KEY (notification_id, country, town)
);
CREATE TABLE notification_indicator (
  notification_id TEXT NOT NULL REFERENCES notification (id),
  code TEXT NOT NULL,
  PRIMARY KEY (notification_id, code)
);
-- Stories are kept as their writer left them after the page that shows what
-- could identify the person.
CREATE TABLE notification_story (
  notification_id TEXT NOT NULL REFERENCES notification (id),
  kind TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (notification_id, kind)
);
