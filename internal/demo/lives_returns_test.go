package demo

import (
	"testing"
)

// The lives have what a visitor walks: a return from the wish to a sign of
// re-trafficking, a permit that ends, asylum that is waited for, and a refusal.
func TestTheLivesTellOfLeaveAndReturns(t *testing.T) {
	t.Parallel()
	d, made := livesTold(t, livesOfLeave, livesOfReturns)
	for query, want := range map[string]int{
		`SELECT count(*) FROM return_plan WHERE case_id = '` + string(made["ruta"]) + `' AND state = 'arrived'`:                       1,
		`SELECT count(*) FROM return_contact WHERE found <> ''`:                                                                       3,
		`SELECT count(*) FROM return_signal WHERE outcome = ''`:                                                                       1,
		`SELECT count(*) FROM return_plan WHERE state = 'planning'`:                                                                   1,
		`SELECT count(*) FROM leave_application WHERE case_id = '` + string(made["stefan"]) + `' AND state = 'granted'`:               1,
		`SELECT count(*) FROM leave_file WHERE case_id = '` + string(made["blessing"]) + `' AND status = 'asylum'`:                    1,
		`SELECT count(*) FROM task WHERE kind = 'leave-limit' AND case_id = '` + string(made["arben"]) + `' AND cancelled_at IS NULL`: 3,
	} {
		if n := counted(t, d, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}
