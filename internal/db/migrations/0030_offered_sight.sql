-- Who in the placement team offered a sight of an address that nobody had asked
-- for; NULL where somebody asked.
ALTER TABLE sight ADD COLUMN offered_by TEXT REFERENCES account (id);
