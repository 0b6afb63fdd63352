package demo

import (
	"time"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/referral"
	"github.com/havenward/havenward/internal/statute"
)

// askLonger asks for a recovery period that ends 120 days from today.
func (s *script) askLonger(daysAgo int) {
	s.take(s.decider(), daysAgo, machine.RequestExtension, &machine.ExtensionAsked{Until: s.today.Add(120), Because: "mental-health",
		Reasons: "The person's therapist asks for more time before they are asked about what happened."})
}

func (s *script) grantLonger(daysAgo int) {
	s.take(manager, daysAgo, machine.GrantExtension, &machine.ExtensionGranted{Until: s.today.Add(120), Reasons: "The therapist's letter shows the need."})
	s.serve(daysAgo)
}

func (s *script) rejectReconsideration(daysAgo int) {
	s.take(manager, daysAgo, machine.RejectReconsideration, &machine.Reason{Reasons: "The report was there when the decision was made, and it was weighed."})
}

func (s *script) overturn(daysAgo int) {
	s.take(manager, daysAgo, machine.OverturnReasonableGroundsNo,
		&machine.Reconsidered{Test: s.test(statute.ReasonableGroundsTest, daysAgo), Weighing: s.weighing(true)})
}

func (s *script) uphold(daysAgo int) {
	s.take(manager, daysAgo, machine.UpholdDecision,
		&machine.Reconsidered{Test: s.test(statute.ReasonableGroundsTest, daysAgo), Weighing: s.weighing(false)})
}

func (s *script) suspend(daysAgo int) {
	s.take(manager, daysAgo, machine.Suspend, &machine.Suspension{Because: "not-in-contact", Reasons: "The person left the address and has not been reached for two weeks."})
}

func (s *script) askDisqualification(daysAgo int) {
	s.take(s.decider(), daysAgo, machine.RequestDisqualification, &machine.DisqualificationAsked{Ground: "public-order",
		Reasons: "The person was sentenced to more than twelve months for an offence that was not part of the exploitation."})
}

func (s *script) disqualify(daysAgo int) {
	s.confirm(daysAgo)
	s.take(manager, daysAgo, machine.Disqualify, &machine.DisqualificationDecision{Ground: "public-order",
		RiskConsidered: "No present risk of being exploited again was found by the support provider or the police.", Reasons: "The ground is met, and the risk was weighed."})
}

// close closes a case from which the person withdrew.
func (s *script) close(daysAgo int) {
	s.take(manager, daysAgo, machine.Close, &machine.Closing{Because: "withdrawn"})
}

// atTable is what a meeting of the devolved panel weighed.
func (s *script) atTable(daysAgo int) machine.Weighing {
	weighing := s.weighing(true)
	weighing.Panel = &machine.Panel{HeldOn: s.daysAgo(daysAgo), Chair: "Ruth Carmody", Members: []machine.AtTable{
		{Name: "Tom Askew", Agency: "local-authority"}, {Name: "Priya Marlow", Agency: "police"}, {Name: "Joan Tilley", Agency: "health"}}}
	return weighing
}

// panelDecides decides at a meeting of the devolved panel.
func (s *script) panelDecides(daysAgo int) {
	s.take(chair, daysAgo, machine.ReasonableGroundsYes, &machine.ReasonableDecision{Test: s.test(statute.ReasonableGroundsTest, daysAgo), Weighing: s.atTable(daysAgo)})
}

// panelDecidesBoth makes both decisions at one meeting of the devolved panel.
func (s *script) panelDecidesBoth(daysAgo int) {
	s.confirm(daysAgo)
	s.take(chair, daysAgo, machine.CombinedYes, &machine.CombinedDecision{ReasonableTest: s.test(statute.ReasonableGroundsTest, daysAgo),
		ConclusiveTest: s.test(statute.ConclusiveGroundsTest, daysAgo), BestInterests: "Everybody who knows the child was at the table, and the child asked not to wait a second time.",
		Weighing: s.atTable(daysAgo)})
}

// grownUp refers a child who turned 18 some days ago, after a positive first
// decision. Of every third the consent to stay is recorded.
func (s *script) grownUp(daysAgo int) {
	s.born = s.daysAgo(daysAgo).AddMonths(-18 * 12)
	s.refer(60, casefile.Child)
	s.allocate(59, machine.SingleCompetentAuthority)
	s.assign(59, triage, s.decider())
	s.reasonable(54)
	s.serve(53)
	s.take(s.decider(), daysAgo, machine.TurnEighteen, &machine.Nothing{})
	s.serve(daysAgo - 1)
	if s.variant%3 == 1 {
		s.take(s.referrer().email, daysAgo-3, machine.ConsentToStay, &machine.Consent{ExplainedBy: "Ngozi Bell", Language: "English", GivenOn: s.daysAgo(daysAgo - 3)})
	}
}

// askAgain asks for an additional decision about somebody who was exploited again
// after the first: every second of them.
func (s *script) askAgain(daysAgo int) {
	s.take(s.referrer().email, daysAgo, machine.RequestAdditional, &machine.AdditionalAsked{By: "first-responder", ExploitedSince: s.variant%2 == 0,
		Reasons: "The person was met again at a place of work that takes people's papers.",
		Consent: &machine.Consent{ExplainedBy: "Ngozi Bell", Language: "English", GivenOn: s.daysAgo(daysAgo)}})
}

// soonGrownUp refers a child whose birthday is within the next weeks.
func (s *script) soonGrownUp() {
	s.born = s.today.Add(6 + 5*s.variant).AddMonths(-18 * 12)
	s.refer(4, casefile.Child)
}

// notify sends the notification of an adult who does not agree to be referred.
// Of every third the person agreed to co-operate.
func (s *script) notify(daysAgo int) {
	s.s = s.invent(daysAgo, casefile.Adult)
	s.s.Record.Consents, s.s.Cooperation = []casefile.Consent{{Purpose: casefile.ConsentReferral, Given: false}}, referral.No
	if s.variant%3 == 2 {
		s.s.Cooperation = referral.Yes
	}
	notice, flagger := referral.NoticeOf(s.desk.Lists, &s.s), s.desk.Flagger(&s.s)
	for kind, text := range notice.Stories {
		notice.Stories[kind] = flagger.TakeOut(text)
	}
	var who *referral.Who
	if s.s.Path() == referral.NotificationWithCase {
		who = &referral.Who{Names: s.s.Record.Names, Contacts: s.s.Record.Contacts}
	}
	s.write(daysAgo, func(tx *db.Tx, actor account.Actor) error {
		_, err := s.desk.Notify(s.ctx, tx, actor, notice, who, referral.FromPage)
		return err
	}, s.referrer().email)
}

// draft leaves a referral unsent: a few pages answered, or most of them.
func (s *script) draft(daysAgo int) {
	whole := s.invent(daysAgo, casefile.Adult)
	begun := referral.Submission{SenderReference: whole.SenderReference, Organisation: whole.Organisation, Jurisdiction: whole.Jurisdiction, AgeGroup: whole.AgeGroup}
	if s.variant%2 == 0 {
		begun = whole
		begun.Record.Consents, begun.Record.Contacts = nil, nil
	}
	start := s.today.Add(-daysAgo).Start()
	if s.err != nil {
		return
	}
	at := start.Add(10 * time.Hour)
	if at.After(s.now) {
		at = s.now
	}
	s.err = s.db.WriteAt(s.ctx, at, func(tx *db.Tx) error {
		_, err := s.desk.StartDraft(s.ctx, tx, s.staff[referrers[s.variant%len(referrers)].email], begun)
		return err
	})
}
