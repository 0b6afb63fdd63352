package demo

import (
	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
	"github.com/havenward/havenward/internal/decision"
	"github.com/havenward/havenward/internal/decision/machine"
	"github.com/havenward/havenward/internal/statute"
)

// weighing is what a decision was made on.
func (s *script) weighing(positive bool) machine.Weighing {
	evidence := []string{"The referral and the account in it", "Indicators noted by the first responder", "Police information", "Country guidance", "A statement by the support worker"}
	reasons := "The account is detailed and agrees with what the first responder saw. The indicators of control, of withheld pay and of restricted movement support it, and nothing in the evidence speaks against it."
	if !positive {
		reasons = "The evidence was weighed as a whole. What is told of the work and of the pay does not show that the person was controlled, threatened or deceived, and the records that were asked for do not support the account on these points. Allowance was made for trauma and for the time that has passed."
	}
	return machine.Weighing{Evidence: evidence[:3+s.number%3], Reasons: reasons}
}

// reasonable decides that there are reasonable grounds.
func (s *script) reasonable(daysAgo int) {
	s.take(s.decider(), daysAgo, machine.ReasonableGroundsYes,
		&machine.ReasonableDecision{Test: s.test(statute.ReasonableGroundsTest, daysAgo), Weighing: s.weighing(true)})
}

// second is who reads for the decision maker of the case.
func (s *script) second() string { return reader }

// proposeReasonableNo proposes that there are no reasonable grounds; the case is
// the one of somebody who is not the second reader.
func (s *script) proposeReasonableNo(daysAgo int) {
	s.take(maker, daysAgo, machine.ProposeReasonableGroundsNo,
		&machine.ReasonableDecision{Test: s.test(statute.ReasonableGroundsTest, daysAgo), Weighing: s.weighing(false)})
}

func (s *script) reasonableNo(daysAgo int) {
	s.proposeReasonableNo(daysAgo + 1)
	s.take(s.second(), daysAgo, machine.AgreeReasonableGroundsNo,
		&machine.Reading{ReadEvidence: true, Reasons: "I have read the evidence and come to the same result."})
}

func (s *script) conclusive(daysAgo int) {
	s.confirm(daysAgo)
	s.take(s.decider(), daysAgo, machine.ConclusiveGroundsYes,
		&machine.ConclusiveDecision{Test: s.test(statute.ConclusiveGroundsTest, daysAgo), Weighing: s.weighing(true)})
}

func (s *script) proposeConclusiveNo(daysAgo int) {
	s.confirm(daysAgo)
	s.take(maker, daysAgo, machine.ProposeConclusiveGroundsNo,
		&machine.ConclusiveDecision{Test: s.test(statute.ConclusiveGroundsTest, daysAgo), Weighing: s.weighing(false)})
}

func (s *script) conclusiveNo(daysAgo int) {
	s.proposeConclusiveNo(daysAgo + 1)
	s.take(s.second(), daysAgo, machine.AgreeConclusiveGroundsNo,
		&machine.Reading{ReadEvidence: true, Reasons: "I have read the evidence. On the balance of probabilities I agree."})
}

// reconsider asks for a reconsideration, as the person's solicitor does.
func (s *script) reconsider(daysAgo int) {
	s.take(s.referrer().email, daysAgo, machine.RequestReconsideration, &machine.ReconsiderationAsked{By: "legal-representative",
		ReceivedOn: s.daysAgo(daysAgo), Grounds: []string{"new-evidence"}, Reasons: "A medical report has come that was not there when the decision was made."})
}

func (s *script) acceptReconsideration(daysAgo int) {
	s.take(manager, daysAgo, machine.AcceptReconsideration, &machine.Reason{Reasons: "The report is new and bears on the account."})
}

// ask asks the police for information.
func (s *script) ask(daysAgo int) {
	s.take(s.decider(), daysAgo, machine.RequestInformation, &machine.InformationAsked{Of: machine.Police, Name: "Westhaven Police",
		Question: "Are there reports of the premises that the person describes?", Email: "answers@westhaven.example"})
}

// document adds a document to the case, as a PDF of one page.
func (s *script) document(daysAgo int, name, description string) (id db.ID) {
	s.write(daysAgo, func(tx *db.Tx, actor account.Actor) (err error) {
		if id, err = s.deciding.AddDocument(s.ctx, tx, actor, decision.DocumentForm{Case: s.id, Name: name, Description: description, Content: []byte(onePage)}); err == nil {
			s.version++
		}
		return err
	}, s.decider())
	return id
}

// onePage is the smallest document that is one: a blank page.
const onePage = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

func (s *script) withdraw(daysAgo int) {
	document := s.document(daysAgo, "withdrawal.pdf", "The person's own letter")
	s.take(s.decider(), daysAgo, machine.Withdraw, &machine.Withdrawal{How: "letter", GivenOn: s.daysAgo(daysAgo), Document: string(document), ExplainedBy: "Ngozi Bell"})
}

// child refers a child of some years and gives the case to the devolved panel.
func (s *script) child(daysAgo, yearsOld int) {
	s.panel, s.born = true, s.daysAgo(daysAgo).AddMonths(-12*yearsOld).Add(-40-7*s.variant)
	s.refer(daysAgo, casefile.Child)
	s.allocate(daysAgo-1, machine.DevolvedPanel)
	s.assign(daysAgo-3, chair, chair)
}
