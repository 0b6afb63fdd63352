// Package access is the only place that answers whether an actor may do an
// action, and to which cases. Roles allow actions (the table below); grants,
// which are rows, put cases and compartments of them within reach.
package access

import (
	"slices"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/fault"
)

// Action is something a route or command does.
type Action string

const (
	// Anyone is what needs no sign-in: the sign-in pages, help, health.
	Anyone Action = "anyone"
	// SignedIn is what every person with an account may do: home, own tokens.
	SignedIn Action = "signed-in"
)

// Rule is one line of the policy: an action in words, the roles that allow it,
// and, for an action on a case, the compartments that must all be granted.
// Of a rule with Any, one of the compartments is enough, and the action shows
// only what is granted. Shows are compartments that an action shows beside those
// it needs, where they are granted too. Everyone marks what needs no role (and, for Anyone, no sign-in).
type Rule struct {
	Action       Action
	Words        string
	Roles        []account.Role
	OnCase       bool
	Compartments Compartments
	Any          bool
	Shows        Compartments
	Everyone     bool
	// Or is an action on a case whose reach will do as well; "" for none.
	Or Action
}

// The roles of the competent authority that read and work on cases.
var authority = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// The roles outside it that speak with it for a person.
var outside = []account.Role{account.FirstResponder, account.SupportProvider}

// Those who may have to open a case in an emergency.
var emergency = append(roles(outside...), account.TriageOfficer, account.DecisionMaker, account.AuthorityManager, account.PlacementTeam, account.SocialWorker)

// Those in the authority who decide who else may see a case.
var caseworkers = roles(account.TriageOfficer, account.DecisionMaker, account.AuthorityManager)

var deciders = []account.Role{account.DecisionMaker, account.SecondReader, account.AuthorityManager, account.PanelMember}

// The roles that answer for people who were placed, those that look after them,
// and everybody who works with people and may need what another agency keeps.
var (
	placing = []account.Role{account.PlacementTeam, account.SocialWorker}
	caring  = append(roles(account.Carer), placing...)
	askers  = append(append(roles(placing...), outside...), authority...)
)

// The roles that decide whether two records are one person.
var reviewers = []account.Role{account.TriageOfficer, account.DecisionMaker, account.SecondReader, account.AuthorityManager}

// Policy is the whole policy, room by room: each part stands in a file of its
// own beside this one. What is not in it is refused.
var Policy = slices.Concat(
	everybodyPolicy,
	referralPolicy,
	decisionPolicy,
	recordPolicy,
	placementPolicy,
	justicePolicy,
	leavePolicy,
	returnsPolicy,
	statisticsPolicy,
	accommodationPolicy,
	sharingPolicy,
	supportPolicy,
	matchingPolicy,
	figuresPolicy,
	ownPolicy,
	dangerPolicy,
	subsistencePolicy,
	accountPolicy,
)

var everybodyPolicy = []Rule{
	{Action: Anyone, Words: "Reach pages that need no sign-in", Everyone: true},
	{Action: SignedIn, Words: "Reach one's own home, tokens and sign-out", Everyone: true},
}

func roles(list ...account.Role) []account.Role { return list }

var byAction = func() map[Action]Rule {
	rules := map[Action]Rule{}
	for _, rule := range Policy {
		rules[rule.Action] = rule
	}
	return rules
}()

// RuleFor gives the policy's line for an action; false where there is none.
func RuleFor(action Action) (Rule, bool) {
	rule, ok := byAction[action]
	return rule, ok
}

// Role reports whether the actor's roles allow an action at all, wherever the
// case. Nobody, and an action that the policy does not name, are refused.
func Role(actor account.Actor, action Action) error {
	rule, ok := byAction[action]
	switch {
	case !ok:
		return fault.Missing()
	case action == Anyone:
		return nil
	case !actor.Known():
		return &fault.Error{Code: fault.SignIn, Message: "Sign in to go on"}
	case rule.Everyone:
		return nil
	case slices.ContainsFunc(rule.Roles, func(role account.Role) bool { return actor.Has(role) }):
		return nil
	}
	return fault.Refuse("Your role does not allow this.")
}
