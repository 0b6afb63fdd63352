package sharing

import (
	"context"
	"time"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
)

type consentJSON struct {
	ID           db.ID     `json:"id"`
	Purpose      string    `json:"purpose"`
	Agency       db.ID     `json:"agency,omitempty"`
	Recipient    string    `json:"recipient,omitempty"`
	Compartments []string  `json:"compartments,omitempty"`
	Given        bool      `json:"given"`
	How          string    `json:"how,omitempty"`
	Language     string    `json:"language,omitempty"`
	ExplainedBy  string    `json:"explained_by,omitempty"`
	Interpreter  string    `json:"interpreter,omitempty"`
	Said         string    `json:"said,omitempty"`
	On           civil.Day `json:"on"`
	Withdrawn    time.Time `json:"withdrawn,omitzero"`
	WithdrawnWhy string    `json:"withdrawn_why,omitempty"`
}

type consentsAnswer struct {
	Body struct {
		Consents []consentJSON `json:"consents"`
	}
}

func (r *Room) apiConsents(ctx context.Context, actor account.Actor, in *CaseAddress) (*consentsAnswer, error) {
	var answer consentsAnswer
	answer.Body.Consents = []consentJSON{}
	err := r.reading(ctx, actor, access.ReadSharing, *in, "consents", func(tx *db.Tx, id db.ID) error {
		ledger, err := agreements(ctx, tx, id)
		for _, a := range ledger {
			answer.Body.Consents = append(answer.Body.Consents, consentJSON{a.ID, a.Purpose, a.Agency, a.Recipient, codes(a.Compartments), a.Given, a.How, a.Language,
				a.ExplainedBy, a.Interpreter, a.Said, a.On, a.Withdrawn, a.WithdrawnWhy})
		}
		return err
	})
	return &answer, err
}

type ledgerConsentRequest struct {
	CaseAddress
	Body struct {
		Agency       db.ID     `json:"agency,omitempty"`
		Recipient    string    `json:"recipient,omitempty" doc:"Who it is, where no agency of this service is meant"`
		Purpose      string    `json:"purpose"`
		Compartments []string  `json:"compartments"`
		Given        string    `json:"given" enum:"yes,no"`
		How          string    `json:"how" doc:"A code of the list consent-explained"`
		Language     string    `json:"language" doc:"A code of the list languages"`
		ExplainedBy  string    `json:"explained_by"`
		Interpreter  string    `json:"interpreter,omitempty"`
		Said         string    `json:"said,omitempty"`
		On           civil.Day `json:"on"`
		Once         string    `json:"once,omitempty"`
	}
}

func (r *Room) apiConsent(ctx context.Context, actor account.Actor, in *ledgerConsentRequest) (*SharingMade, error) {
	id, err := parse(in.Case)
	if err != nil {
		return nil, err
	}
	b := in.Body
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		id, err = r.RecordConsent(ctx, tx, actor, ConsentForm{Case: id, Agency: b.Agency, Recipient: b.Recipient, Purpose: b.Purpose, Compartments: b.Compartments, Given: b.Given,
			How: b.How, Language: b.Language, ExplainedBy: b.ExplainedBy, Interpreter: b.Interpreter, Said: b.Said, On: b.On, Once: b.Once})
		return err
	})
	return made(id, err)
}

type consentWithdrawRequest struct {
	CaseAddress
	Consent string `path:"consent"`
	Body    struct {
		Reason string `json:"reason,omitempty"`
		Once   string `json:"once,omitempty"`
	}
}

type consentWithdrawAnswer struct {
	Body struct {
		Stays []string `json:"stays" doc:"The legal bases on which the same agency still sees something"`
	}
}

func (r *Room) apiWithdraw(ctx context.Context, actor account.Actor, in *consentWithdrawRequest) (*consentWithdrawAnswer, error) {
	id, consent, err := both(in.Case, in.Consent)
	if err != nil {
		return nil, err
	}
	var answer consentWithdrawAnswer
	answer.Body.Stays = []string{}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		stays, err := r.Withdraw(ctx, tx, actor, WithdrawForm{Case: id, Consent: consent, Reason: in.Body.Reason, Once: in.Body.Once})
		for _, h := range stays {
			answer.Body.Stays = append(answer.Body.Stays, h.Basis)
		}
		return err
	})
	return &answer, err
}

type denialJSON struct {
	ID         db.ID     `json:"id"`
	Kind       string    `json:"kind" enum:"agency,team,person"`
	AgencyName string    `json:"agency_name"`
	Holder     string    `json:"holder,omitempty"`
	Why        string    `json:"why"`
	From       time.Time `json:"from"`
	Until      time.Time `json:"until,omitzero"`
}

type denialsAnswer struct {
	Body struct {
		Denials []denialJSON `json:"denials"`
	}
}

func (r *Room) apiDenials(ctx context.Context, actor account.Actor, in *CaseAddress) (*denialsAnswer, error) {
	var answer denialsAnswer
	answer.Body.Denials = []denialJSON{}
	err := r.reading(ctx, actor, access.DenyCase, *in, "denials", func(tx *db.Tx, id db.ID) error {
		all, err := conflicts(ctx, tx, id)
		for _, c := range all {
			answer.Body.Denials = append(answer.Body.Denials, denialJSON{c.ID, string(c.Kind), c.AgencyName, c.Holder, c.Why, c.From, c.Until})
		}
		return err
	})
	return &answer, err
}

type caseDenyRequest struct {
	CaseAddress
	Body struct {
		Agency db.ID     `json:"agency"`
		To     string    `json:"to" doc:"agency, or team:ID or person:ID"`
		Until  civil.Day `json:"until,omitzero"`
		Reason string    `json:"reason"`
		Once   string    `json:"once,omitempty"`
	}
}

func (r *Room) apiDeny(ctx context.Context, actor account.Actor, in *caseDenyRequest) (*SharingMade, error) {
	id, err := parse(in.Case)
	if err != nil {
		return nil, err
	}
	b := in.Body
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		id, err = r.Deny(ctx, tx, actor, DenyForm{Case: id, Agency: b.Agency, To: b.To, Until: b.Until, Reason: b.Reason, Once: b.Once})
		return err
	})
	return made(id, err)
}

type denialEndRequest struct {
	CaseAddress
	Denial string `path:"denial"`
	Body   struct {
		Reason string `json:"reason"`
		Once   string `json:"once,omitempty"`
	}
}

func (r *Room) apiAllow(ctx context.Context, actor account.Actor, in *denialEndRequest) (*struct{}, error) {
	id, denial, err := both(in.Case, in.Denial)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error {
		return r.Allow(ctx, tx, actor, AllowForm{Case: id, Denial: denial, Reason: in.Body.Reason, Once: in.Body.Once})
	})
}

type askedJSON struct {
	ID           db.ID     `json:"id"`
	Case         db.ID     `json:"case"`
	Reference    string    `json:"reference"`
	Agency       string    `json:"agency"`
	Who          string    `json:"who"`
	Purpose      string    `json:"purpose"`
	LegalBasis   string    `json:"legal_basis"`
	Compartments []string  `json:"compartments"`
	Why          string    `json:"why"`
	At           time.Time `json:"at"`
	Due          civil.Day `json:"due"`
	Decided      time.Time `json:"decided,omitzero"`
	Granted      bool      `json:"granted"`
}

type accessRequestsAnswer struct {
	Body struct {
		Requests []askedJSON `json:"requests"`
	}
}

func (r *Room) apiRequests(ctx context.Context, actor account.Actor, _ *struct{}) (*accessRequestsAnswer, error) {
	var answer accessRequestsAnswer
	answer.Body.Requests = []askedJSON{}
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		asked, err := waiting(ctx, tx, actor)
		for _, a := range asked {
			answer.Body.Requests = append(answer.Body.Requests, askedJSON{a.ID, a.Case, a.Reference, a.AgencyName, a.Who, a.Purpose, a.Basis, codes(a.Compartments), a.Why, a.At, a.Due, a.Decided, a.Granted})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &answer, r.record(ctx, actor, "list-access-requests", "requests to see cases")
}

type accessDecideRequest struct {
	CaseAddress
	Request string `path:"request"`
	Body    struct {
		Grant        string    `json:"grant" enum:"yes,no"`
		Whole        bool      `json:"whole,omitempty" doc:"Share with the whole agency, and not only with who asked"`
		Compartments []string  `json:"compartments,omitempty"`
		Until        civil.Day `json:"until,omitzero"`
		Reason       string    `json:"reason"`
		Once         string    `json:"once,omitempty"`
	}
}

func (r *Room) apiDecide(ctx context.Context, actor account.Actor, in *accessDecideRequest) (*struct{}, error) {
	id, request, err := both(in.Case, in.Request)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error {
		return r.Decide(ctx, tx, actor, DecideForm{Case: id, Request: request, Grant: b.Grant, Whole: b.Whole, Compartments: b.Compartments, Until: b.Until, Reason: b.Reason, Once: b.Once})
	})
}

type accessAskRequest struct {
	Body struct {
		Reference    string   `json:"reference"`
		Purpose      string   `json:"purpose"`
		LegalBasis   string   `json:"legal_basis"`
		Compartments []string `json:"compartments"`
		Reason       string   `json:"reason"`
		Once         string   `json:"once,omitempty"`
	}
}

func (r *Room) apiAsk(ctx context.Context, actor account.Actor, in *accessAskRequest) (*SharingMade, error) {
	var id db.ID
	b := in.Body
	err := r.DB.Write(ctx, func(tx *db.Tx) (err error) {
		id, err = r.Ask(ctx, tx, actor, AskForm{Reference: b.Reference, Purpose: b.Purpose, Basis: b.LegalBasis, Compartments: b.Compartments, Reason: b.Reason, Once: b.Once})
		return err
	})
	return made(id, err)
}

type openedJSON struct {
	ID        db.ID     `json:"id"`
	Case      db.ID     `json:"case,omitempty"`
	Reference string    `json:"reference"`
	Who       string    `json:"who"`
	Agency    string    `json:"agency"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"`
	ReviewOn  civil.Day `json:"review_on"`
	Reviewed  time.Time `json:"reviewed,omitzero"`
	Justified bool      `json:"justified"`
}

type emergenciesAnswer struct {
	Body struct {
		Emergencies []openedJSON `json:"emergencies"`
	}
}

func (r *Room) apiEmergencies(ctx context.Context, actor account.Actor, _ *struct{}) (*emergenciesAnswer, error) {
	var answer emergenciesAnswer
	answer.Body.Emergencies = []openedJSON{}
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		onCases, tries, err := toReview(ctx, tx, actor)
		for _, e := range append(onCases, tries...) {
			answer.Body.Emergencies = append(answer.Body.Emergencies, openedJSON{e.ID, e.Case, e.Reference, e.Who, e.AgencyName, e.At, e.Until, e.ReviewOn, e.Reviewed, e.Justified})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &answer, r.record(ctx, actor, "list-emergencies", "emergencies")
}

type emergencyReviewRequest struct {
	CaseAddress
	Emergency string `path:"emergency"`
	Body      struct {
		Justified string `json:"justified" enum:"yes,no"`
		Words     string `json:"words"`
		Once      string `json:"once,omitempty"`
	}
}

func (r *Room) apiReview(ctx context.Context, actor account.Actor, in *emergencyReviewRequest) (*struct{}, error) {
	id, emergency, err := both(in.Case, in.Emergency)
	if err != nil {
		return nil, err
	}
	return nil, r.DB.Write(ctx, func(tx *db.Tx) error {
		return r.Review(ctx, tx, actor, ReviewForm{Case: id, Emergency: emergency, Justified: in.Body.Justified, Words: in.Body.Words, Once: in.Body.Once})
	})
}
