-- A file of something that belongs to a case, such as the photograph of a missing
-- child, is a file of the case too: it gets new keys with it, and is erased with it.
UPDATE file SET case_id = owner WHERE case_id IS NULL AND owner IN (SELECT id FROM case_file);
UPDATE file SET case_id = (SELECT m.case_id FROM missing_profile m WHERE m.id = file.owner) WHERE case_id IS NULL AND owner IN (SELECT id FROM missing_profile);
CREATE INDEX file_case ON file (case_id) WHERE case_id IS NOT NULL;
