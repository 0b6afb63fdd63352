package access

import "github.com/havenward/havenward/internal/account"

// The actions of those who help a person have a page of their own. What the
// person does there needs no role: their code is what lets them in, and to that
// one case alone.
const (
	GiveOwnPage      Action = "give-own-page"
	AnswerOwnPage    Action = "answer-own-page"
	ListOwnQuestions Action = "list-own-questions"
)

// Those who meet the person.
var meeting = []account.Role{account.SupportProvider, account.SupportManager, account.SocialWorker, account.DecisionMaker, account.AuthorityManager}

var ownPolicy = []Rule{
	{Action: GiveOwnPage, Words: "Give a person the code to their own page, renew it or end it", Roles: meeting, OnCase: true, Compartments: Identity},
	{Action: AnswerOwnPage, Words: "Read and answer what a person asks on their own page, and write to them there", Roles: meeting, OnCase: true, Compartments: Identity},
	{Action: ListOwnQuestions, Words: "List what people ask on their own pages", Roles: meeting},
}
