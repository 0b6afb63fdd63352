-- What other rooms said of somebody's life and a person answered: recorded as a
-- fact, or that it is not so. A saying that nobody answered is asked about.
CREATE TABLE subsistence_answer (
  case_id TEXT NOT NULL REFERENCES subsistence (case_id),
  known TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_at TIMESTAMP NOT NULL,
  answered_by TEXT NOT NULL,
  PRIMARY KEY (case_id, known)
);
