package demo

import (
	"testing"
)

// The lives have what the desk walks: somebody far from where they were exploited,
// somebody moved in one step, somebody met where they live, and those who wait.
func TestTheLivesTellOfSafeHouses(t *testing.T) {
	t.Parallel()
	d, made := livesTold(t, livesOfSupport, livesOfAccommodation, livesOfDanger)
	of := func(key string) string { return `'` + string(made[key]) + `'` }
	for query, want := range map[string]int{
		`SELECT count(*) FROM house`: 12,
		`SELECT count(*) FROM shelter_file f JOIN stay s ON s.file_id = f.id AND s.ended_at IS NULL JOIN house h ON h.id = s.house_id WHERE h.name = 'Cedar' AND f.case_id = ` + of("mirela"): 1,
		`SELECT count(*) FROM shelter_file f JOIN stay s ON s.file_id = f.id WHERE f.case_id = ` + of("hana"):                                                                                 2,
		`SELECT count(*) FROM placement WHERE ended_at IS NULL AND case_id = ` + of("hana"):                                                                                                   1,
		`SELECT count(*) FROM shelter_file f JOIN outreach o ON o.file_id = f.id WHERE f.state = 'outreach' AND f.case_id = ` + of("kelly"):                                                   1,
		`SELECT count(*) FROM shelter_file WHERE danger_at IS NOT NULL AND case_id = ` + of("mirela"):                                                                                         1,
		`SELECT count(*) FROM shelter_file WHERE danger_at IS NOT NULL AND case_id = ` + of("hana"):                                                                                           1,
		`SELECT count(*) FROM shelter_file WHERE state = 'waiting' AND case_id = ` + of("grace_a"):                                                                                            1,
		`SELECT count(*) FROM shelter_file WHERE urgency = 'night' AND state = 'waiting'`:                                                                                                     1,
		`SELECT count(DISTINCT state) FROM bed`: 6,
	} {
		if n := counted(t, d, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}
