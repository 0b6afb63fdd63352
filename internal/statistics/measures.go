// Package statistics counts over all rooms for those who manage support: caseload,
// voids and demand, what is overdue, and outcomes with how many they are of. A
// manager sees their own provider in full. A commissioner compares providers in
// numbers that are of nobody: small ones are hidden so that they cannot be worked
// out (package disclosure). Behind a number, provider by provider, stand those whom
// it counts and whom the reader may see, and nobody else.
//
// Nothing here counts what anybody did for the police, and nothing may.
package statistics

import (
	"slices"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/civil"
)

// Measure is one table: what it counts, by provider and by column.
type Measure struct {
	Code, Title, Says string // Title and Says are catalogue sources
	Group             string // a catalogue source: the heading it stands under
	Columns           []Column
	// Store is the migration that made the tables it reads; a measure is offered
	// when the store has it.
	Store string
	// Dated says that it can be counted as it was on another day.
	Dated bool
	// Rows is the query of the lines that are counted: the agency, the case ("" where
	// it is about no person) and the code of the column.
	Rows string
	// Parts are what one must be able to see of somebody to see that they are
	// counted; none, where nobody stands behind the numbers.
	Parts access.Compartments
	// Args are the arguments of Rows, from the day it is counted for and the time now.
	Args func(on civil.Day, now time.Time) []any
}

// Column is one column of a measure: a code with its words, a catalogue source.
type Column struct{ Code, Words string }

// Column gives the column of a code.
func (m Measure) column(code string) (Column, bool) {
	at := slices.IndexFunc(m.Columns, func(c Column) bool { return c.Code == code })
	if at < 0 {
		return Column{}, false
	}
	return m.Columns[at], true
}

func never(civil.Day, time.Time) []any       { return nil }
func byDay(on civil.Day, _ time.Time) []any  { return []any{on} }
func byNow(_ civil.Day, now time.Time) []any { return []any{now} }
func months(n int) func(civil.Day, time.Time) []any {
	return func(on civil.Day, _ time.Time) []any { return []any{on.AddMonths(-n).Start(), on.Add(1).Start()} }
}

// The groups of measures.
const (
	caseload = "Caseload"
	demand   = "Voids and demand"
	overdue  = "Overdue"
	results  = "Outcomes"
)

const (
	supportStore = "0017_support"
	bedStore     = "0018_accommodation"
	dangerStore  = "0019_danger"
	moneyStore   = "0020_subsistence"
	justiceStore = "0023_justice"
)

// What one must be able to see of somebody to see that they are counted.
const (
	supportParts = access.Identity | access.Support
	justiceParts = access.Identity | access.Justice
)

var answers = []Column{{"offered", "Offered"}, {"accepted", "Accepted"}, {"declined", "Declined"}, {"not-possible", "Not possible"}}

// all are the measures, in the order in which pages offer them: by group.
var all = inGroups(slices.Concat([]Measure{
	{Code: "caseload", Title: "People supported", Says: "People whose support was open at the end of the day, by how far the decision was.", Group: caseload, Parts: supportParts, Store: supportStore, Dated: true,
		Columns: []Column{{"undecided", "No conclusive decision yet"}, {"positive", "Positive decision"}, {"negative", "Negative decision"}},
		Rows: `SELECT s.agency_id AS agency, s.case_id AS person, CASE WHEN s.decision = 'positive' AND s.decided_on < $2 THEN 'positive' WHEN s.decision = 'negative' AND s.decided_on < $2 THEN 'negative' ELSE 'undecided' END AS code
			FROM support_case s WHERE s.agency_id IS NOT NULL AND s.opened_at < $1 AND (s.ended_at IS NULL OR s.ended_at >= $1)`,
		Args: func(on civil.Day, _ time.Time) []any { return []any{on.Add(1).Start(), on.Add(1)} }},
	{Code: "needs", Title: "Needs", Says: "In which parts of life people who are supported need a lot of help, by their last assessment up to the day. Somebody may be counted in several.", Group: caseload, Parts: supportParts, Store: supportStore, Dated: true, Columns: domains,
		Rows: `SELECT s.agency_id AS agency, s.case_id AS person, n.domain AS code FROM support_case s
			JOIN support_assessment a ON a.case_id = s.case_id AND a.number = (SELECT max(l.number) FROM support_assessment l WHERE l.case_id = s.case_id AND l.assessed_on <= $1)
			JOIN support_need n ON n.assessment_id = a.id WHERE s.agency_id IS NOT NULL AND n.level >= 2 AND s.opened_at < $2 AND (s.ended_at IS NULL OR s.ended_at >= $2)`,
		Args: func(on civil.Day, _ time.Time) []any { return []any{on, on.Add(1).Start()} }},
	{Code: "danger", Title: "Danger", Says: "The last assessment of danger of each person, as it was judged.", Group: caseload, Parts: supportParts, Store: dangerStore,
		Columns: []Column{{"0", "Not known"}, {"1", "Low"}, {"2", "Medium"}, {"3", "High"}, {"4", "Now"}},
		Rows: `SELECT d.agency_id AS agency, d.case_id AS person, CASE d.judged WHEN 1 THEN '1' WHEN 2 THEN '2' WHEN 3 THEN '3' WHEN 4 THEN '4' ELSE '0' END AS code FROM danger_assessment d
			WHERE d.ended_at IS NULL AND d.number = (SELECT max(l.number) FROM danger_assessment l WHERE l.case_id = d.case_id AND l.ended_at IS NULL)`, Args: never},

	{Code: "beds", Title: "Beds and voids", Says: "Beds of open houses by state: free and unusable ones are voids.", Group: demand, Store: bedStore,
		Columns: []Column{{"free", "Free"}, {"held", "Held for somebody"}, {"taken", "Taken"}, {"cleaning", "Being made ready"}, {"repair", "Under repair"}, {"closed", "Closed"}},
		Rows:    `SELECT h.agency_id AS agency, '' AS person, b.state AS code FROM bed b JOIN house h ON h.id = b.house_id WHERE h.state <> 'closed'`, Args: never},
	{Code: "requests", Title: "Demand for a place", Says: "Requests for a place in the three months before the day, by what came of them.", Group: demand, Parts: access.Identity, Store: bedStore, Dated: true,
		Columns: []Column{{"waiting", "Waits for a place"}, {"housed", "Got a place"}, {"outreach", "Supported where they live"}, {"withdrawn", "No longer wanted"}, {"lost", "Contact was lost"}, {"not-entitled", "Not to be offered by the rule"}},
		Rows: `SELECT f.agency_id AS agency, COALESCE(f.case_id, '') AS person, CASE WHEN r.ended_at IS NULL THEN 'waiting' ELSE r.outcome END AS code
			FROM bed_request r JOIN shelter_file f ON f.id = r.file_id WHERE r.asked_at >= $1 AND r.asked_at < $2`, Args: months(3)},

	{Code: "first-contact", Title: "First contact", Says: "People with whom nobody has spoken yet: whether the time that the rule gives is over.", Group: overdue, Parts: supportParts, Store: supportStore,
		Columns: []Column{{"late", "Overdue"}, {"in-time", "Still in time"}},
		Rows: `SELECT s.agency_id AS agency, s.case_id AS person, CASE WHEN s.reach_by < $1 THEN 'late' ELSE 'in-time' END AS code FROM support_case s
			WHERE s.agency_id IS NOT NULL AND s.reached_at IS NULL AND s.reach_by IS NOT NULL AND s.ended_at IS NULL`, Args: byNow},
	{Code: "reviews", Title: "Reviews", Says: "Reviews that are to be held.", Group: overdue, Parts: supportParts, Store: supportStore,
		Columns: []Column{{"late", "Overdue"}, {"to-come", "To come"}},
		Rows: `SELECT s.agency_id AS agency, s.case_id AS person, CASE WHEN v.due_on < $1 THEN 'late' ELSE 'to-come' END AS code FROM support_review v JOIN support_case s ON s.case_id = v.case_id
			WHERE s.agency_id IS NOT NULL AND s.ended_at IS NULL AND v.state = 'due'`, Args: byDay},
	{Code: "danger-reviews", Title: "Reviews of danger", Says: "People whose danger is to be looked at again.", Group: overdue, Parts: supportParts, Store: dangerStore,
		Columns: []Column{{"late", "Overdue"}, {"to-come", "To come"}},
		Rows: `SELECT d.agency_id AS agency, d.case_id AS person, CASE WHEN d.review_on < $1 THEN 'late' ELSE 'to-come' END AS code FROM danger_assessment d
			WHERE d.ended_at IS NULL AND d.review_on IS NOT NULL AND d.number = (SELECT max(l.number) FROM danger_assessment l WHERE l.case_id = d.case_id AND l.ended_at IS NULL)`, Args: byDay},
	{Code: "hearings", Title: "Hearings to come", Says: "Hearings of the next three months: how many come within two weeks. Prepare somebody to go with each person.", Group: overdue, Parts: justiceParts, Store: justiceStore,
		Columns: []Column{{"soon", "Within two weeks"}, {"later", "Later"}},
		Rows: `SELECT f.agency_id AS agency, e.case_id AS person, CASE WHEN e.starts_at < $2 THEN 'soon' ELSE 'later' END AS code FROM justice_entry e JOIN justice_file f ON f.case_id = e.case_id
			WHERE e.part = 'hearings' AND e.state = 'planned' AND e.struck_at IS NULL AND f.closed_at IS NULL AND e.starts_at >= $1 AND e.starts_at < $3`,
		Args: func(_ civil.Day, now time.Time) []any { return []any{now, now.AddDate(0, 0, 14), now.AddDate(0, 3, 0)} }},

	{Code: "claims", Title: "Ways to compensation", Says: "Ways to compensation that people were told of, by how far they are.", Group: results, Parts: justiceParts, Store: justiceStore,
		Columns: []Column{{"open", "Not claimed yet"}, {"claimed", "Claimed or appealed"}, {"won", "Awarded or paid"}, {"refused", "Refused, or not ordered"}, {"declined", "They do not want to claim"}, {"too-late", "The limit has passed"}},
		Rows: `SELECT f.agency_id AS agency, e.case_id AS person, CASE WHEN e.state IN ('considering', 'advice', 'conciliation') THEN 'open' WHEN e.state IN ('claimed', 'appealed') THEN 'claimed' WHEN e.state IN ('awarded', 'paid') THEN 'won' ELSE e.state END AS code
			FROM justice_entry e JOIN justice_file f ON f.case_id = e.case_id WHERE e.part = 'compensation' AND e.struck_at IS NULL AND f.closed_at IS NULL`, Args: never},
	{Code: "convention", Title: "Convention rights", Says: "The last answer of each person to each right of Articles 10 to 16 that was offered.", Group: results, Parts: justiceParts, Store: justiceStore, Columns: answers,
		Rows: `SELECT f.agency_id AS agency, e.case_id AS person, e.state AS code FROM justice_entry e JOIN justice_file f ON f.case_id = e.case_id WHERE e.part = 'convention' AND e.struck_at IS NULL AND f.closed_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM justice_entry l WHERE l.case_id = e.case_id AND l.part = 'convention' AND l.kind = e.kind AND l.struck_at IS NULL AND (l.about_on > e.about_on OR l.about_on = e.about_on AND l.id > e.id))`, Args: never},
	{Code: "endings", Title: "How support ended", Says: "Support that ended in the twelve months before the day: whether a next address, somebody who stays in touch and a safety plan were recorded.", Group: results, Parts: supportParts, Store: supportStore, Dated: true,
		Columns: []Column{{"all", "All three"}, {"some", "Some of them"}, {"none", "None of them"}},
		Rows: `SELECT s.agency_id AS agency, s.case_id AS person, CASE WHEN g.no_address = '' AND g.no_contact = '' AND g.no_safety = '' THEN 'all' WHEN g.no_address <> '' AND g.no_contact <> '' AND g.no_safety <> '' THEN 'none' ELSE 'some' END AS code
			FROM support_ending g JOIN support_case s ON s.case_id = g.case_id WHERE s.agency_id IS NOT NULL AND g.undone_at IS NULL AND g.ended_on >= $1 AND g.ended_on <= $2`,
		Args: func(on civil.Day, _ time.Time) []any { return []any{on.AddMonths(-12), on} }},
}, moneyMeasures(), coreOutcomes()))

func inGroups(measures []Measure) []Measure {
	order := []string{caseload, demand, overdue, results}
	slices.SortStableFunc(measures, func(a, b Measure) int { return slices.Index(order, a.Group) - slices.Index(order, b.Group) })
	return measures
}

// domains are the parts of a life in which somebody may need something.
var domains = []Column{{"safety", "Safety"}, {"housing", "Somewhere to live"}, {"health-body", "Health of the body"}, {"health-mind", "Health of the mind"}, {"money", "Money"}, {"legal", "Legal advice"}, {"immigration", "Leave to stay"},
	{"language", "Language"}, {"children", "Children"}, {"learning-work", "Education and work"}, {"family", "Family and friends"}, {"faith", "Faith and culture"}}

// coreOutcomes are a measure for each of the seven core outcomes: of those who
// were asked twice or more, whether the last answer is better than the first.
func coreOutcomes() []Measure {
	var measures []Measure
	for _, outcome := range []Column{{"housing", "Outcome: secure and suitable housing"}, {"safety", "Outcome: safety from any trafficker or other abuser"}, {"support", "Outcome: long-term consistent support"},
		{"compassion", "Outcome: compassionate, trauma-informed services"}, {"purpose", "Outcome: finding purpose in life"}, {"medical", "Outcome: access to medical treatment"}, {"education", "Outcome: access to education"}} {
		measures = append(measures, Measure{Code: "outcome-" + outcome.Code, Parts: supportParts, Title: outcome.Words, Says: "Of the people who were asked at least twice: whether their last answer is better than their first.", Group: results, Store: supportStore,
			Columns: []Column{{"better", "Better"}, {"same", "The same"}, {"worse", "Worse"}},
			Rows: `SELECT s.agency_id AS agency, s.case_id AS person, CASE WHEN l.score > b.score THEN 'better' WHEN l.score < b.score THEN 'worse' ELSE 'same' END AS code FROM support_case s
				JOIN support_score b ON b.outcome = $1 AND b.reading_id = (SELECT r.id FROM support_reading r JOIN support_score x ON x.reading_id = r.id AND x.outcome = $1 WHERE r.case_id = s.case_id ORDER BY r.measured_on, r.id LIMIT 1)
				JOIN support_score l ON l.outcome = $1 AND l.reading_id = (SELECT r.id FROM support_reading r JOIN support_score x ON x.reading_id = r.id AND x.outcome = $1 WHERE r.case_id = s.case_id ORDER BY r.measured_on DESC, r.id DESC LIMIT 1)
				WHERE s.agency_id IS NOT NULL AND l.reading_id <> b.reading_id`,
			Args: func(civil.Day, time.Time) []any { return []any{outcome.Code} }})
	}
	return measures
}
