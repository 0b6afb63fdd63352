package referral

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/fault"
)

// Complete finds what must be answered before a submission can be sent.
func (room *Room) Complete(s *Submission) []fault.Field {
	var faults []fault.Field
	need := func(ok bool, name, message string) {
		if !ok {
			faults = append(faults, fault.Field{Name: name, Message: message})
		}
	}
	need(s.Organisation != "", "organisation", "Choose your organisation")
	if s.AgeGroup == casefile.Adult {
		consent, asked := s.Consent()
		need(asked, "record.consents", "Choose whether the person agrees to be referred")
		need(!asked || !consent.Given || consent.ExplainedBy != "", "record.consents", "Enter who explained the referral to the person")
	}
	return faults
}
