package letter

import (
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/civil"
)

// Days of the invented letters of the tests, all different, so that a day in a
// text can only be the one that belongs there.
var (
	dated         = civil.MustDay("2026-11-23")
	decidedOn     = civil.MustDay("2026-11-20")
	recoveryUntil = civil.MustDay("2026-12-22")
	earliestOn    = civil.MustDay("2026-12-21")
	servedOn      = civil.MustDay("2026-11-25")
	lastOn        = civil.MustDay("2026-12-25")
	supportUntil  = civil.MustDay("2027-01-09")
	askedOn       = civil.MustDay("2026-11-17")
	byOn          = civil.MustDay("2026-12-04")
	birthdayOn    = civil.MustDay("2026-11-19")
	bornOn        = civil.Partial{Year: 2003, Month: 4, Day: 5}
)

// sample is a letter of a kind with every fact that the kind has words for.
func sample(kind Kind, isChild bool) Letter {
	l := Letter{Kind: kind, Reference: "HW-2026-000123", Date: dated,
		Person: Person{Name: "Linh Tran", Child: isChild},
		From: Office{Authority: "Single Competent Authority", Role: "Decision maker", Phone: "01632 960 001",
			Email: "letters@authority.example", Hours: "Monday to Friday, 9am to 5pm"},
		Help: HelpIn("england", isChild),
		To: Recipient{Name: "Linh Tran", Channel: casefile.Post, Lines: []string{"12 Example Street", "Anytown", "AN1 2WN"},
			ThePerson: true, SafeOn: civil.MustDay("2026-11-01")},
	}
	if isChild {
		l.To = Recipient{Name: "Morgan Price", Relation: "Social worker", Channel: casefile.Post,
			Lines: []string{"Children's Services", "1 Council Square", "Anytown"}, SafeOn: civil.MustDay("2026-11-01")}
	}
	l.Decision = Decision{On: decidedOn, Reasons: "You told us the same story three times.\nThe payslips show that you were not paid.",
		Evidence: []string{"Your interview of 3 November", "Payslips from the car wash"},
		Tests:    []string{"There are reasonable grounds to believe that the person is a victim, on all general and specific evidence."}}
	switch kind {
	case ReasonablePositive, Extended, SecondPeriod:
		l.Recovery = Recovery{Until: recoveryUntil, Earliest: earliestOn}
		l.Because = "health"
	case ReasonableNegative, ConclusiveNegative:
		l.Reconsider = Window{Days: 30, Served: servedOn, Last: lastOn}
		l.Support = Window{Days: 14, Served: servedOn, Last: supportUntil}
		l.Recovery = Recovery{Until: recoveryUntil}
	case ConclusivePositive, CombinedPositive:
		l.Support = Window{Days: 45, Served: servedOn, Last: supportUntil}
		l.Recovery = Recovery{Until: recoveryUntil}
		l.Decision.Tests = append(l.Decision.Tests, "On the balance of probabilities the person is a victim: it is more likely than not.")
	case Information:
		l.Question, l.By = "What did you see at the house?\nWho lived there?", byOn
	case Suspended, Resumed:
		l.Because, l.By = "not-in-contact", byOn
		l.Recovery = Recovery{Until: recoveryUntil}
	case Withdrawn, ReconsiderationAccepted:
		l.Asked, l.Decision.Stage = askedOn, Reasonable
	case ReconsiderationRejected:
		l.Asked, l.Decision.Stage = askedOn, Conclusive
		l.Reconsider = Window{Days: 30, Last: lastOn}
	case Upheld:
		l.Decision.Stage = Conclusive
		l.Support = Window{Days: 14, Served: servedOn, Last: supportUntil}
	case Disqualified:
		l.Because = "public-order"
	case ConsentAt18:
		l.Adult, l.By = birthdayOn, byOn
	case Acknowledged:
		l.Asked, l.By = askedOn, byOn
	}
	return l
}

// samples are letters of every kind for an adult and, where there is one, for a
// child, and the request to an organisation.
func samples() []Letter {
	var list []Letter
	for _, kind := range Kinds {
		list = append(list, sample(kind, false))
		if !texts[kind].adultsOnly {
			list = append(list, sample(kind, true))
		}
	}
	asked := sample(Information, false)
	asked.Person.Born = bornOn
	asked.To = Recipient{Name: "Anytown Clinic", Channel: casefile.Email, Email: "records@clinic.example", Contact: -1}
	return append(list, asked)
}

func describe(l Letter) string {
	switch {
	case l.organisation():
		return string(l.Kind) + "/organisation"
	case l.Person.Child:
		return string(l.Kind) + "/child"
	}
	return string(l.Kind) + "/adult"
}
