package e2e

// forget drops the problems found so far, for tests that cause them.
func (w *watch) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.found = nil
}
