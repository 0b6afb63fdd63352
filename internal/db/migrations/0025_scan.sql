-- What a virus scanner says of files.

-- Whether a scanner looks at files: then nobody gets a file before it has.
CREATE TABLE scanner (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  used BOOLEAN NOT NULL
);
INSERT INTO scanner (one, used) VALUES (1, FALSE);

-- scan is 'none' where no scanner looked, 'waiting', 'clean' or 'found'; found is
-- what the scanner called it. agency_id is whose people added the file.
ALTER TABLE file ADD COLUMN scan TEXT NOT NULL DEFAULT 'none';
ALTER TABLE file ADD COLUMN found TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN scanned_at TIMESTAMP;
ALTER TABLE file ADD COLUMN agency_id TEXT;
CREATE INDEX file_held ON file (agency_id, id) WHERE scan IN ('waiting', 'found');
