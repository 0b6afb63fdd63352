package demo

import (
	"testing"
)

// The lives have what a visitor walks: a trial to come with somebody beside him,
// wages, a refusal of the police, and a list for the forces.
func TestTheLivesTellOfJustice(t *testing.T) {
	t.Parallel()
	d, made := livesTold(t, livesOfJustice)
	if n := counted(t, d, `SELECT count(*) FROM justice_entry WHERE case_id = $1 AND part = 'hearings' AND state = 'planned'`, made["dung"]); n != 2 {
		t.Errorf("Dũng has %d hearings to come", n)
	}
	if n := counted(t, d, `SELECT count(*) FROM justice_share WHERE case_id = $1`, made["arben"]); n != 0 {
		t.Errorf("something of Arben’s is shown, who refuses the police")
	}
	if n := counted(t, d, `SELECT count(*) FROM justice_file`); n != 8 {
		t.Errorf("%d files", n)
	}
	if n := counted(t, d, `SELECT count(*) FROM crime_check`); n < 3 {
		t.Errorf("%d referrals wait for a crime record", n)
	}
}
