package sharing

import (
	"context"
	"slices"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/deed"
	"github.com/havenward/havenward/internal/fault"
	ask "github.com/havenward/havenward/internal/form"
	"github.com/havenward/havenward/internal/page"
	"github.com/havenward/havenward/internal/route"
)

// beside is what the room's ask.html shows besides what every page shows that asks.
type beside struct {
	Warning string
	// Choose is asked first, and by itself: the agency on which the rest depends.
	Choose  []ask.Field
	Staying []holdingRow
	Share   *holdingRow // it can also be ended
	Asked   *askedRow
	Opened  *openedRow
	Own     bool // somebody else must answer
	Over    bool // there is nothing left to answer
}

// begin starts a page that asks about a case, for an action that the actor may
// take there. back is the page of the case that it leads back to.
func begin[T any](ctx context.Context, tx *db.Tx, r *Room, request *route.Request, action access.Action, back string) (asked deed.Asked[T], head caseHead, err error) {
	id, err := request.ID("id")
	if err != nil {
		return asked, head, err
	}
	head, err = r.head(ctx, tx, request.Actor, action, id, back)
	asked.Person, asked.Back = head, page.Link{Text: "Back", Href: casePath(id, back)}
	return asked, head, err
}

func casePath(id db.ID, to string) string { return "/cases/" + string(id) + to }

// chosen is the agency that was chosen on the page before; where none was, what
// is asked to choose one.
func chosen(ctx context.Context, tx *db.Tx, request *route.Request, label string) (agency account.Agency, choose []ask.Field, err error) {
	id, _ := db.ParseID(request.FormValue("agency"))
	agency, known, err := agencyOf(ctx, tx, id)
	if err != nil || known && !agency.Suspended {
		return agency, nil, err
	}
	options, err := agencyOptions(ctx, tx)
	var none struct{ Agency string }
	return agency, ask.Fields(&none, nil, nil, []ask.Question[struct{ Agency string }]{
		{Name: "agency", Kind: ask.Select, Label: label, Options: options, Required: "Choose an agency", Bind: func(c *struct{ Agency string }) any { return &c.Agency }}}), err
}

// caseDeeds are what is asked and done about one case.
func (r *Room) caseDeeds() []route.Route {
	return slices.Concat(r.shareDeed().Routes(), r.extendDeed().Routes(), r.consentDeed().Routes(), r.withdrawDeed().Routes(), r.denyDeed().Routes(), r.allowDeed().Routes(),
		r.decideDeed().Routes(), r.reviewDeed().Routes(), []route.Route{deed.Press("/cases/{id}/sharing/{grant}/end", access.ShareCase, r.endShare)})
}

func (r *Room) shareDeed() deed.Deed[ShareForm] {
	return deed.Deed[ShareForm]{Pages: pages, Path: "/cases/{id}/sharing/add", Action: access.ShareCase, Title: "Share this case", Button: "Share",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[ShareForm], error) {
			asked, head, err := begin[ShareForm](ctx, tx, r, request, access.ShareCase, "/sharing")
			if err != nil {
				return asked, err
			}
			agency, choose, err := chosen(ctx, tx, request, "Share with which agency?")
			if err != nil || choose != nil {
				asked.Beside = beside{Choose: choose}
				return asked, err
			}
			to, err := holderOptions(ctx, tx, agency.ID, true)
			if err != nil {
				return asked, err
			}
			young, err := underEighteen(ctx, tx, head.ID)
			if young {
				asked.Help = []casefile.Sentence{deed.Say("The person is or may be under 18. Sharing cannot rest on their consent: choose another legal basis, and tell them what you share in words that they understand.")}
			}
			asked.Form, asked.Questions = ShareForm{Agency: agency.ID}, r.shareQuestions(to, young)
			asked.Facts = []ask.Row{{Label: "Agency", Values: []any{agency.Name}}}
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f ShareForm) (next string, err error) {
			if f.Case, err = request.ID("id"); err == nil {
				_, err = r.Share(ctx, tx, request.Actor, f)
			}
			return deed.Done(casePath(f.Case, "/sharing"), "shared"), err
		}}
}

func (r *Room) extendDeed() deed.Deed[ExtendForm] {
	return deed.Deed[ExtendForm]{Pages: pages, Path: "/cases/{id}/sharing/{grant}", Action: access.ShareCase, Title: "A share of this case", Button: "Save the last day",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[ExtendForm], error) {
			asked, head, err := begin[ExtendForm](ctx, tx, r, request, access.ShareCase, "/sharing")
			if err != nil {
				return asked, err
			}
			grant, err := request.ID("grant")
			if err != nil {
				return asked, err
			}
			share, err := r.shareOf(ctx, tx, request.Actor, head.ID, grant)
			shown := r.rowOf(tx, share)
			asked.Form, asked.Questions, asked.Beside = ExtendForm{Until: lastDay(share.Until)}, extendQuestions, beside{Share: &shown}
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f ExtendForm) (next string, err error) {
			if f.Case, f.Grant, err = caseAnd(request, "grant"); err == nil {
				err = r.Extend(ctx, tx, request.Actor, f)
			}
			return deed.Done(casePath(f.Case, "/sharing"), "extended"), err
		}}
}

func (r *Room) endShare(ctx context.Context, tx *db.Tx, request *route.Request) (string, error) {
	id, grant, err := caseAnd(request, "grant")
	if err != nil {
		return "", err
	}
	return deed.Done(casePath(id, "/sharing"), "ended"), r.EndShare(ctx, tx, request.Actor, EndForm{Case: id, Grant: grant})
}

// caseAnd reads the identifiers of a case and of something of it.
func caseAnd(request *route.Request, name string) (id, other db.ID, err error) {
	if id, err = request.ID("id"); err == nil {
		other, err = request.ID(name)
	}
	return id, other, err
}

func (r *Room) consentDeed() deed.Deed[ConsentForm] {
	return deed.Deed[ConsentForm]{Pages: pages, Path: "/cases/{id}/consents/add", Action: access.RecordConsent, Title: "Record what the person answered", Button: "Record",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[ConsentForm], error) {
			asked, head, err := begin[ConsentForm](ctx, tx, r, request, access.RecordConsent, "/consents")
			if err != nil {
				return asked, err
			}
			agencies, err := agencyOptions(ctx, tx)
			if err != nil {
				return asked, err
			}
			asked.Form, asked.Questions = ConsentForm{On: civil.DayOf(tx.Now())}, r.consentQuestions(agencies)
			asked.Help = []casefile.Sentence{deed.Say("Ask for one recipient and one purpose at a time. Say that they can change their mind at any time, and that they are supported in the same way if they say no.")}
			if young, err := underEighteen(ctx, tx, head.ID); err != nil || young {
				asked.Beside = beside{Warning: "The person is or may be under 18: sharing cannot rest on their consent. You can record that they say no."}
				return asked, err
			}
			return asked, nil
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f ConsentForm) (next string, err error) {
			if f.Case, err = request.ID("id"); err == nil {
				_, err = r.RecordConsent(ctx, tx, request.Actor, f)
			}
			return deed.Done(casePath(f.Case, "/consents"), "recorded"), err
		}}
}

func (r *Room) withdrawDeed() deed.Deed[WithdrawForm] {
	return deed.Deed[WithdrawForm]{Pages: pages, Path: "/cases/{id}/consents/{consent}", Action: access.RecordConsent, Title: "The person no longer agrees", Button: "Withdraw the consent", Danger: true,
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[WithdrawForm], error) {
			asked, head, err := begin[WithdrawForm](ctx, tx, r, request, access.RecordConsent, "/consents")
			if err != nil {
				return asked, err
			}
			consent, err := request.ID("consent")
			if err != nil {
				return asked, err
			}
			line, err := agreementOf(ctx, tx, head.ID, consent)
			if err != nil {
				return asked, err
			}
			if !line.Stands() {
				return asked, fault.Missing()
			}
			asked.Questions, asked.Facts = withdrawQuestions, r.agreementRow(line).facts()
			asked.Help = []casefile.Sentence{deed.Say("Every share that rests on this consent ends at once, in every place.")}
			asked.Beside, err = r.stays(ctx, tx, head.ID, line)
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f WithdrawForm) (next string, err error) {
			if f.Case, f.Consent, err = caseAnd(request, "consent"); err == nil {
				_, err = r.Withdraw(ctx, tx, request.Actor, f)
			}
			return deed.Done(casePath(f.Case, "/consents"), "withdrawn"), err
		}}
}

// stays is what the recipient of a consent still sees without it.
func (r *Room) stays(ctx context.Context, tx *db.Tx, id db.ID, line Agreement) (shown beside, err error) {
	if line.Agency == "" {
		return shown, nil
	}
	grants, err := staying(ctx, tx, id, line.Agency)
	for _, h := range grants {
		shown.Staying = append(shown.Staying, r.rowOf(tx, h))
	}
	return shown, err
}

func (r *Room) denyDeed() deed.Deed[DenyForm] {
	return deed.Deed[DenyForm]{Pages: pages, Path: "/cases/{id}/denials/add", Action: access.DenyCase, Title: "Deny this case to somebody", Button: "Deny the case", Danger: true,
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[DenyForm], error) {
			asked, _, err := begin[DenyForm](ctx, tx, r, request, access.DenyCase, "/denials")
			if err != nil {
				return asked, err
			}
			agency, choose, err := chosen(ctx, tx, request, "In which agency are they?")
			if err != nil || choose != nil {
				asked.Beside = beside{Choose: choose}
				return asked, err
			}
			to, err := holderOptions(ctx, tx, agency.ID, false)
			asked.Form, asked.Questions, asked.Facts = DenyForm{Agency: agency.ID}, denyQuestions(to), []ask.Row{{Label: "Agency", Values: []any{agency.Name}}}
			asked.Help = []casefile.Sentence{deed.Say("To them the case will look like one that does not exist, at once, whatever was shared with them, and in an emergency too. They are not told.")}
			return asked, err
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f DenyForm) (next string, err error) {
			if f.Case, err = request.ID("id"); err == nil {
				_, err = r.Deny(ctx, tx, request.Actor, f)
			}
			if f.To == "person:"+string(request.Actor.Account) {
				return "/", err // they have just denied it to themselves
			}
			return deed.Done(casePath(f.Case, "/denials"), "denied"), err
		}}
}

func (r *Room) allowDeed() deed.Deed[AllowForm] {
	return deed.Deed[AllowForm]{Pages: pages, Path: "/cases/{id}/denials/{denial}", Action: access.DenyCase, Title: "End this denial", Button: "End the denial",
		Prepare: func(ctx context.Context, tx *db.Tx, request *route.Request) (deed.Asked[AllowForm], error) {
			asked, head, err := begin[AllowForm](ctx, tx, r, request, access.DenyCase, "/denials")
			if err != nil {
				return asked, err
			}
			denial, err := request.ID("denial")
			if err != nil {
				return asked, err
			}
			all, err := conflicts(ctx, tx, head.ID)
			if err != nil {
				return asked, err
			}
			for _, c := range all {
				if c.ID == denial && !c.Over(tx.Now()) {
					asked.Questions, asked.Facts = allowQuestions, c.facts()
					return asked, nil
				}
			}
			return asked, fault.Missing()
		},
		Take: func(ctx context.Context, tx *db.Tx, request *route.Request, f AllowForm) (next string, err error) {
			if f.Case, f.Denial, err = caseAnd(request, "denial"); err == nil {
				err = r.Allow(ctx, tx, request.Actor, f)
			}
			return deed.Done(casePath(f.Case, "/denials"), "allowed"), err
		}}
}
