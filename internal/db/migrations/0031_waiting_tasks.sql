-- Tasks that are nobody's in particular, for the lists of those whose role does them.
CREATE INDEX task_waiting ON task (agency_id, kind, due_on) WHERE account_id IS NULL AND done_at IS NULL AND cancelled_at IS NULL;
