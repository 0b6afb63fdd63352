package demo

import (
	"testing"
)

// The lives have what a visitor walks of danger and money: plans that were taken
// along, one alert dealt with and one open, a grant, and payments of two people.
func TestTheLivesTellOfDangerAndMoney(t *testing.T) {
	t.Parallel()
	d, made := livesTold(t, livesOfJustice, livesOfDanger, livesOfMoney)
	for query, want := range map[string]int{
		`SELECT count(*) FROM danger_alert WHERE outcome = 'safe'`:                                                   1,
		`SELECT count(*) FROM danger_alert WHERE outcome = '' AND case_id = '` + string(made["hana"]) + `'`:          1,
		`SELECT count(*) FROM subsistence_grant WHERE state = 'given'`:                                               1,
		`SELECT count(*) FROM subsistence_run WHERE state = 'agreed' AND prepared_by <> decided_by`:                  2,
		`SELECT count(*) FROM subsistence_payment WHERE back > 0 AND case_id = '` + string(made["blessing"]) + `'`:   1,
		`SELECT count(*) FROM subsistence_payment WHERE grants > 0 AND case_id = '` + string(made["blessing"]) + `'`: 1,
	} {
		if n := counted(t, d, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}
