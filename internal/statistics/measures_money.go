package statistics

import (
	"time"

	"github.com/havenward/havenward/internal/civil"
)

// paidLate is after how many days without a payment somebody counts as overdue:
// payments are weekly, and one may be missed by a holiday.
const paidLate = 14

// moneyMeasures count money to live on: whom a provider pays, whose payment is
// overdue, and why payment is stopped.
func moneyMeasures() []Measure {
	on := func(kind string) string {
		return `(SELECT f.code FROM subsistence_fact f WHERE f.case_id = s.case_id AND f.kind = '` + kind + `' AND f.ended_at IS NULL AND f.from_on <= $1 AND (f.until_on IS NULL OR f.until_on >= $1) ORDER BY f.from_on DESC, f.id DESC LIMIT 1)`
	}
	const open = ` s.from_on <= $1 AND (s.until_on IS NULL OR s.until_on >= $1)`
	return []Measure{
		{Code: "money", Title: "Money to live on", Says: "People who were due money to live on at the end of the day, by where they live, as it is known now.", Group: caseload, Parts: supportParts, Store: moneyStore, Dated: true,
			Columns: []Column{{"self-catered", "Safe house, own food"}, {"catered", "Safe house with meals"}, {"outreach", "Outreach"}, {"asylum-support", "Asylum support"}, {"unknown", "Not recorded"}},
			Rows:    `SELECT s.agency_id AS agency, s.case_id AS person, COALESCE(` + on("situation") + `, 'unknown') AS code FROM subsistence s WHERE` + open, Args: byDay},
		{Code: "money-stopped", Title: "Payment stopped", Says: "People whose payment was stopped for a time on the day, by why.", Group: caseload, Parts: supportParts, Store: moneyStore, Dated: true,
			Columns: []Column{{"hospital", "In hospital"}, {"away", "Away"}, {"own-income", "Money of their own"}, {"declined", "They do not want it"}, {"elsewhere", "Another provider pays"}},
			Rows:    `SELECT m.agency, m.person, m.code FROM (SELECT s.agency_id AS agency, s.case_id AS person, ` + on("stop") + ` AS code FROM subsistence s WHERE` + open + `) m WHERE m.code IS NOT NULL`, Args: byDay},
		{Code: "money-overdue", Title: "Payments of money to live on", Says: "People who are due money: how many were paid for any of the last 14 days, and how many were not.", Group: overdue, Parts: supportParts, Store: moneyStore,
			Columns: []Column{{"late", "Overdue"}, {"no-way", "Overdue: no way to be paid"}, {"in-time", "In time"}},
			Rows: `SELECT m.agency, m.person, CASE WHEN m.last >= $2 THEN 'in-time' WHEN m.way = 0 THEN 'no-way' ELSE 'late' END AS code FROM (
				SELECT s.agency_id AS agency, s.case_id AS person, COALESCE((SELECT max(p.until_on) FROM subsistence_payment p WHERE p.case_id = s.case_id AND p.state NOT IN ('void', 'bounced')), s.from_on) AS last,
				(SELECT count(*) FROM subsistence_payee y WHERE y.case_id = s.case_id AND y.ended_at IS NULL) AS way FROM subsistence s WHERE` + open + ` AND ` + on("stop") + ` IS NULL) m`,
			Args: func(on civil.Day, _ time.Time) []any { return []any{on, on.Add(-paidLate)} }},
	}
}
