-- When new danger was recorded for somebody whom a desk houses, or for whom it
-- looks for a place, until the desk has moved them or said why they stay. What the
-- danger is stands with room danger alone.
ALTER TABLE shelter_file ADD COLUMN danger_at TIMESTAMP;
