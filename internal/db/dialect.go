package db

// SkipLocked ends a SELECT of rows that this transaction will take, so that
// workers on several nodes do not wait for each other; SQLite has one writer
// and needs nothing.
func (tx *Tx) SkipLocked() string {
	if tx.engine == PostgreSQL {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// ForUpdate ends a SELECT of rows that this transaction will take, after waiting
// for whoever has them; SQLite has one writer and needs nothing.
func (tx *Tx) ForUpdate() string {
	if tx.engine == PostgreSQL {
		return " FOR UPDATE"
	}
	return ""
}
