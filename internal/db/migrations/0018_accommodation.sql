-- Safe accommodation. Nothing here says where a house stands: a house names its
-- sealed place by identifier and says its area, as near as anybody may know. What
-- names somebody, or is somebody's own words, stands in sealed columns.

CREATE TABLE house (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  agency_id TEXT NOT NULL REFERENCES agency (id),
  place_id TEXT NOT NULL UNIQUE REFERENCES place (id),
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  region TEXT NOT NULL,
  sex TEXT NOT NULL,
  families BOOLEAN NOT NULL,
  pregnancy BOOLEAN NOT NULL,
  offers TEXT NOT NULL,
  languages TEXT NOT NULL,
  cover TEXT NOT NULL,
  state TEXT NOT NULL,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  taken INTEGER NOT NULL CHECK (taken >= 0 AND taken <= capacity),
  sealed BYTEA,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL,
  state_at TIMESTAMP NOT NULL
);
CREATE INDEX house_agency ON house (agency_id, state, region);

-- A bed, or a room that one household has for itself. taken of the house counts
-- the people of every bed that is held or slept in: it is what keeps a house from
-- being filled twice by two people who accept at once.
CREATE TABLE bed (
  id TEXT PRIMARY KEY,
  house_id TEXT NOT NULL REFERENCES house (id),
  number INTEGER NOT NULL,
  version BIGINT NOT NULL,
  sleeps INTEGER NOT NULL CHECK (sleeps > 0),
  offers TEXT NOT NULL,
  state TEXT NOT NULL,
  state_at TIMESTAMP NOT NULL,
  back_on DATE,
  UNIQUE (house_id, number)
);
CREATE INDEX bed_state ON bed (house_id, state);

-- What the desk keeps of somebody who needs a safe place: their needs, the areas
-- and people that are a danger, and how they are housed or met. case_id is NULL
-- from a night at which nobody had referred them yet, until they are.
CREATE TABLE shelter_file (
  id TEXT PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  case_id TEXT UNIQUE REFERENCES case_file (id),
  agency_id TEXT NOT NULL REFERENCES agency (id),
  desk_id TEXT NOT NULL REFERENCES agency (id),
  worker_id TEXT REFERENCES account (id),
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_at TIMESTAMP NOT NULL,
  urgency TEXT NOT NULL,
  incomplete BOOLEAN NOT NULL,
  needed_on DATE NOT NULL,
  sex TEXT NOT NULL,
  adults INTEGER NOT NULL,
  children INTEGER NOT NULL,
  people INTEGER NOT NULL CHECK (people > 0),
  pregnant BOOLEAN NOT NULL,
  split BOOLEAN NOT NULL,
  musts TEXT NOT NULL,
  wishes TEXT NOT NULL,
  languages TEXT NOT NULL,
  avoid TEXT NOT NULL,
  prefer TEXT NOT NULL,
  brings TEXT NOT NULL,
  apart TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  opened_by TEXT NOT NULL
);
CREATE INDEX shelter_file_desk ON shelter_file (desk_id, state, needed_on, id);
CREATE INDEX shelter_file_agency ON shelter_file (agency_id, state, needed_on, id);

-- One time that somebody asked for a place, for the counts of demand: what was
-- asked, whether the rule gave it, and how it ended.
CREATE TABLE bed_request (
  id TEXT PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES shelter_file (id),
  desk_id TEXT NOT NULL REFERENCES agency (id),
  urgency TEXT NOT NULL,
  need TEXT NOT NULL,
  area TEXT NOT NULL,
  entitlement TEXT NOT NULL,
  rule TEXT NOT NULL,
  destitute_on DATE,
  asked_at TIMESTAMP NOT NULL,
  asked_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  outcome TEXT NOT NULL
);
CREATE INDEX bed_request_desk ON bed_request (desk_id, asked_at);
CREATE INDEX bed_request_file ON bed_request (file_id, id);
CREATE UNIQUE INDEX bed_request_open ON bed_request (file_id) WHERE ended_at IS NULL;

-- Somebody who matters to the safety of a person: whom they must be kept from, or
-- with whom they are in touch.
CREATE TABLE tie (
  id TEXT PRIMARY KEY,
  file_id TEXT REFERENCES shelter_file (id),
  house_id TEXT REFERENCES house (id),
  kind TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  added_at TIMESTAMP NOT NULL,
  added_by TEXT NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_sealed BYTEA,
  CHECK ((file_id IS NULL) <> (house_id IS NULL))
);
CREATE INDEX tie_file ON tie (file_id, id) WHERE file_id IS NOT NULL;
CREATE INDEX tie_house ON tie (house_id, id) WHERE house_id IS NOT NULL;

-- Keyed tokens of the names of residents, of those whom residents must be kept
-- from, and of those tied to a house, under the key of the desk's agency. They
-- find whom to compare; what is compared is opened from sealed columns.
CREATE TABLE tie_token (
  token BIGINT NOT NULL,
  side TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  PRIMARY KEY (token, side, owner_id)
);
CREATE INDEX tie_token_owner ON tie_token (owner_id);

-- The desk looked at a likeness of names and says that it is another person.
CREATE TABLE tie_cleared (
  id TEXT PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES shelter_file (id),
  other_id TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  cleared_at TIMESTAMP NOT NULL,
  cleared_by TEXT NOT NULL,
  undone_at TIMESTAMP,
  undone_by TEXT
);
CREATE UNIQUE INDEX tie_cleared_now ON tie_cleared (file_id, other_id) WHERE undone_at IS NULL;

-- A bed that was offered and is held until the person answers.
CREATE TABLE bed_offer (
  id TEXT PRIMARY KEY,
  request_id TEXT NOT NULL REFERENCES bed_request (id),
  file_id TEXT NOT NULL REFERENCES shelter_file (id),
  bed_id TEXT NOT NULL REFERENCES bed (id),
  house_id TEXT NOT NULL REFERENCES house (id),
  people INTEGER NOT NULL,
  cautions INTEGER NOT NULL,
  sealed BYTEA NOT NULL,
  offered_at TIMESTAMP NOT NULL,
  offered_by TEXT NOT NULL,
  until_at TIMESTAMP NOT NULL,
  answered_at TIMESTAMP,
  answered_by TEXT,
  answer TEXT NOT NULL,
  refusal TEXT NOT NULL,
  answer_sealed BYTEA
);
CREATE UNIQUE INDEX bed_offer_bed ON bed_offer (bed_id) WHERE answered_at IS NULL;
CREATE UNIQUE INDEX bed_offer_file ON bed_offer (file_id) WHERE answered_at IS NULL;
CREATE INDEX bed_offer_history ON bed_offer (file_id, id);
CREATE INDEX bed_offer_house ON bed_offer (house_id, offered_at);

CREATE TABLE stay (
  id TEXT PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES shelter_file (id),
  bed_id TEXT NOT NULL REFERENCES bed (id),
  house_id TEXT NOT NULL REFERENCES house (id),
  version BIGINT NOT NULL,
  people INTEGER NOT NULL,
  started_at TIMESTAMP NOT NULL,
  started_by TEXT NOT NULL,
  arrive_at TIMESTAMP NOT NULL,
  transport TEXT NOT NULL,
  arrived_at TIMESTAMP,
  presence TEXT NOT NULL,
  presence_at TIMESTAMP NOT NULL,
  back_at TIMESTAMP,
  told_at TIMESTAMP,
  sealed BYTEA NOT NULL,
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_why TEXT
);
CREATE UNIQUE INDEX stay_bed ON stay (bed_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX stay_file ON stay (file_id) WHERE ended_at IS NULL;
CREATE INDEX stay_house ON stay (house_id) WHERE ended_at IS NULL;
CREATE INDEX stay_history ON stay (file_id, id);

-- Where somebody was, as the house recorded it, day by day.
CREATE TABLE stay_day (
  id TEXT PRIMARY KEY,
  stay_id TEXT NOT NULL REFERENCES stay (id),
  presence TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  back_at TIMESTAMP,
  sealed BYTEA,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX stay_day_stay ON stay_day (stay_id, id);

-- Support that comes to where somebody lives already: how often, and when next.
CREATE TABLE outreach (
  file_id TEXT PRIMARY KEY REFERENCES shelter_file (id),
  version BIGINT NOT NULL,
  every_days INTEGER NOT NULL CHECK (every_days > 0),
  next_at TIMESTAMP,
  met_at TIMESTAMP,
  missed INTEGER NOT NULL,
  sealed BYTEA NOT NULL,
  began_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP
);
CREATE INDEX outreach_next ON outreach (next_at) WHERE ended_at IS NULL;

CREATE TABLE outreach_visit (
  id TEXT PRIMARY KEY,
  file_id TEXT NOT NULL REFERENCES shelter_file (id),
  how TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  safe BOOLEAN NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  recorded_by TEXT NOT NULL
);
CREATE INDEX outreach_visit_file ON outreach_visit (file_id, id);
