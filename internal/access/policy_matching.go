package access

import "github.com/havenward/havenward/internal/account"

// The actions on whether two records are of one person.
const (
	FindMatches   Action = "find-matches"
	ReviewMatches Action = "review-matches"
	MergeCases    Action = "merge-cases"
	AnswerMatch   Action = "answer-match-request"
	TeachMatching Action = "teach-matching"
)

var matchingPolicy = []Rule{
	{Action: FindMatches, Words: "Look for earlier records of a person, among those within reach", Roles: append(roles(outside...), authority...)},
	{Action: ReviewMatches, Words: "Compare records that may be of one person, and decide", Roles: reviewers},
	{Action: MergeCases, Words: "Join the records of one person, and undo it", Roles: roles(account.TriageOfficer, account.DecisionMaker, account.AuthorityManager)},
	{Action: AnswerMatch, Words: "Answer whether a record is of somebody whom another agency knows, and read such answers", Roles: append(roles(outside...), reviewers...)},
	{Action: TeachMatching, Words: "Let the comparison of records learn from what people decided", Roles: roles(account.AuthorityManager)},
}
