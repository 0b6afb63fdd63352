package referral

import (
	"context"
	"errors"

	"github.com/havenward/havenward/internal/access"
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/fault"
	"github.com/havenward/havenward/internal/notify"
	"github.com/havenward/havenward/internal/page"
)

// Sources of a referral.
const (
	FromPage           = "page"
	FromAPI            = "api"
	FromHomeOfficeForm = "home-office-form"
	FromReplay         = "replay"
)

// Options say how a submission is taken in.
type Options struct {
	// Source is one of the From constants; "" means FromPage.
	Source string
	// OnBehalf takes in what another agency sent through another system; it
	// needs access.ImportReferral. Agency is that agency, or "" where it has no
	// account here. Without OnBehalf the actor's own agency refers.
	OnBehalf bool
	Agency   db.ID
	// Partial takes a submission in which questions are unanswered, as older
	// forms leave them. What is answered must still be sound.
	Partial bool
	// Quiet sends no confirmation.
	Quiet bool
	// ReceivedOn is the day on which it was really received, where another system
	// handed it over later; zero for today. Clocks count from it, and figures
	// count it in its quarter.
	ReceivedOn civil.Day
	// Draft is the draft whose files go with the case, if there is one.
	Draft db.ID
}

// Receipt is what the sender gets.
type Receipt struct {
	// Case is the case that was opened: none for a notification without a name.
	Case db.ID
	// Notice is the notification, where there is one.
	Notice    db.ID
	Reference string
}

// ErrReceived is in the error of a submission whose external identifier was
// received before.
var ErrReceived = errors.New("a referral with this external identifier was received before")

// Examined is a submission that was held against every rule of its pages on a
// day. That is work for the processor, and on SQLite everybody waits while a
// command runs, so it is done before the transaction where the answers are at
// hand.
type Examined struct {
	submission Submission
	options    Options
	published  Published
	on         civil.Day
}

// received is the day on which the referral counts as received.
func (o Options) received(today civil.Day) civil.Day {
	if o.ReceivedOn.IsZero() {
		return today
	}
	return o.ReceivedOn
}

// checkReceived asks for a day that has come. Only what another system handed
// over was received before it is sent here.
func checkReceived(day, today civil.Day, handedOver bool) error {
	switch {
	case day.IsZero():
		return nil
	case !handedOver:
		return fault.Wrong("receivedOn", "Only a referral from another system can have been received earlier")
	case !day.Valid() || day.After(today):
		return fault.Wrong("receivedOn", "The day on which it was received must be today or in the past")
	}
	return nil
}

// Examine checks a submission as it stands on a day. Errors: fault.Invalid with
// the fields to mend.
func (room *Room) Examine(s Submission, o Options, on civil.Day) (Examined, error) {
	if err := room.examine(&s, o, on); err != nil {
		return Examined{}, err
	}
	if err := checkReceived(o.ReceivedOn, on, o.OnBehalf); err != nil {
		return Examined{}, err
	}
	if s.Path() != Referral {
		return Examined{}, fault.Wrong("record.consents", "This adult does not agree to be referred. Send a notification instead")
	}
	settle(&s, o.received(on))
	return Examined{s, o, PublishedAs(room.Lists, &s), on}, nil
}

// Submit takes a referral in, in the transaction of the caller whose time is
// the time of sending: Examine, then TakeIn. It takes referrals only; a
// submission whose adult does not agree is for Notify.
//
// Errors: fault.Forbidden for an actor who may not refer, fault.Invalid with
// the fields to mend, and fault.Invalid wrapping ErrReceived for an external
// identifier that is there already.
func (room *Room) Submit(ctx context.Context, tx *db.Tx, actor account.Actor, s Submission, o Options) (Receipt, error) {
	if err := maySubmit(actor, o); err != nil {
		return Receipt{}, err
	}
	examined, err := room.Examine(s, o, civil.DayOf(tx.Now()))
	if err != nil {
		return Receipt{}, err
	}
	return room.TakeIn(ctx, tx, actor, examined)
}

// TakeIn takes in a submission that was examined on the day of the transaction:
// it opens the case, stores what was said, lets the referring agency read it,
// tells the sender, and hands the case to the competent authority. One that was
// examined on another day is examined again. Errors are those of Submit.
func (room *Room) TakeIn(ctx context.Context, tx *db.Tx, actor account.Actor, examined Examined) (Receipt, error) {
	s, o, on := examined.submission, examined.options, civil.DayOf(tx.Now())
	if on != examined.on {
		return room.Submit(ctx, tx, actor, s, o)
	}
	if err := maySubmit(actor, o); err != nil {
		return Receipt{}, err
	}
	group, err := findGroup(ctx, tx, actor, s.Group)
	if err != nil {
		return Receipt{}, err
	}
	id, reference, err := casefile.OpenCase(ctx, tx, actor, casefile.Opening{Jurisdiction: s.Jurisdiction, AgeGroup: s.AgeGroup, Group: group})
	if err != nil {
		return Receipt{}, err
	}
	agency := o.agency(actor)
	if err := insertReferral(ctx, tx, actor, id, agency, o, &s, examined.published); err != nil {
		return Receipt{}, err
	}
	if err := casefile.Put(ctx, tx, actor, id, casefileSource, s.Record); err != nil {
		return Receipt{}, err
	}
	if o.Draft != "" {
		if err := casefile.HandOver(ctx, tx, o.Draft, id); err != nil {
			return Receipt{}, err
		}
	}
	if agency != "" {
		if err := access.Give(ctx, tx, actor, access.Grant{Agency: agency, Case: id, Purpose: grantPurpose,
			Compartments: access.Identity | access.Story | access.Contact, LegalBasis: grantBasis}); err != nil {
			return Receipt{}, err
		}
	}
	if err := room.follow(ctx, tx, actor, id, agency, reference, &s, o); err != nil {
		return Receipt{}, err
	}
	err = room.Receive(ctx, tx, actor, casefile.Received{Case: id, Jurisdiction: s.Jurisdiction, AgeGroup: s.AgeGroup,
		Birth: s.Record.Birth, On: o.received(on), Referrer: agency})
	return Receipt{Case: id, Reference: reference}, err
}

const (
	// casefileSource is the source of what a referral says about a person.
	casefileSource = "referral"
	// grantPurpose and grantBasis are of the grant by which a first responder
	// reads what their agency sent.
	grantPurpose = "referral"
	grantBasis   = "referral"
	// TaskLocalAuthority is the task of a first responder who referred a child
	// without telling a local authority.
	TaskLocalAuthority = "tell-local-authority"
)

func (o Options) agency(actor account.Actor) db.ID {
	if o.OnBehalf {
		return o.Agency
	}
	return actor.Agency
}

func (o Options) source() string {
	if o.Source == "" {
		return FromPage
	}
	return o.Source
}

// scope is within which an external identifier is unique: a system that
// imports, or an agency's own numbering.
func (o Options) scope(actor account.Actor) string {
	if o.OnBehalf {
		return o.source()
	}
	return string(actor.Agency)
}

func maySubmit(actor account.Actor, o Options) error {
	if o.OnBehalf {
		return access.Role(actor, access.ImportReferral)
	}
	return access.Role(actor, access.WriteReferral)
}

// examine checks what is there, and unless the submission may be partial that
// all is there that must be.
func (room *Room) examine(s *Submission, o Options, on civil.Day) error {
	if faults := Sound(room.Lists, s); len(faults) > 0 {
		return fault.Mend(faults...)
	}
	var faults []fault.Field
	if s.Jurisdiction == "" {
		faults = append(faults, fault.Field{Name: "jurisdiction", Message: "Choose where you are making this report"})
	}
	if s.AgeGroup == "" {
		faults = append(faults, fault.Field{Name: "ageGroup", Message: "Choose yes if the person is under 18, no if they are not, or not sure"})
	}
	if len(faults) > 0 || o.Partial {
		return fault.Mend(faults...)
	}
	return fault.Mend(room.Complete(s, on)...)
}

// settle fills in what follows from other answers: when consents were given,
// and the consents that other questions ask for.
func settle(s *Submission, on civil.Day) {
	consent, asked := s.Consent()
	if s.TreatedAsChild() {
		s.Support = ""
	}
	consents := append([]casefile.Consent(nil), s.Record.Consents...)
	add := func(purpose, answer string) {
		for _, there := range consents {
			if there.Purpose == purpose {
				return
			}
		}
		if answer == Yes || answer == No {
			consents = append(consents, casefile.Consent{Purpose: purpose, Given: answer == Yes, On: consent.On,
				ExplainedBy: consent.ExplainedBy, Language: consent.Language, Interpreter: consent.Interpreter})
		}
	}
	if asked || s.AgeGroup == casefile.Adult {
		add(casefile.ConsentSupport, s.Support)
	}
	add(casefile.ConsentCooperation, s.Cooperation)
	for i := range consents {
		if consents[i].On.IsZero() {
			consents[i].On = on
		}
	}
	s.Record.Consents = consents
}

func findGroup(ctx context.Context, tx *db.Tx, actor account.Actor, reference string) (db.ID, error) {
	if reference == "" {
		return "", nil
	}
	written, ok := casefile.ReadReference(reference)
	if !ok {
		return "", fault.Wrong("group", "This is not the reference of a family or group. It begins with HG")
	}
	group, found, err := casefile.FindGroup(ctx, tx, actor, written)
	if err == nil && !found {
		err = fault.Wrong("group", "Your agency has no family or group with this reference")
	}
	return group, err
}

// follow does what a referral brings with it: the record of who did it, the
// first line of the timeline, the referrer's own task, and the confirmation.
func (room *Room) follow(ctx context.Context, tx *db.Tx, actor account.Actor, id, agency db.ID, reference string, s *Submission, o Options) error {
	if err := audit.Append(ctx, tx, actor, audit.Entry{Action: "send-referral", Category: audit.Collection, Case: id,
		Subject: "referral " + string(id), Why: "National referral mechanism",
		Change: map[string]string{"source": o.source(), "organisation": s.Organisation, "jurisdiction": s.Jurisdiction, "ageGroup": s.AgeGroup}}); err != nil {
		return err
	}
	if err := casefile.Note(ctx, tx, actor, id, "Referred by {organisation}", "organisation", room.Lists.FirstResponders.Name(s.Organisation)); err != nil {
		return err
	}
	if agency != "" && !o.Partial && s.TreatedAsChild() && s.LocalAuthority.Code == "" {
		if _, err := casefile.SetTask(ctx, tx, casefile.Task{Case: id, Kind: TaskLocalAuthority, Agency: agency,
			Account: actor.Account, Due: civil.DayOf(tx.Now())}); err != nil {
			return err
		}
	}
	if o.Quiet || actor.Email == "" {
		return nil
	}
	words := page.In(page.English)
	return notify.Tell(ctx, tx, "referral-sent "+string(id), actor.Email,
		words.Text("Your referral {reference} was received", "reference", reference),
		words.Text("We received your referral {reference}.\n\nThe competent authority will look at it. Sign in to read what you sent, or to answer if they ask you for more.\n\nThis message says nothing about the person, to keep them safe. Please do not reply to it with anything about them.",
			"reference", reference))
}
