package record

import (
	"context"
	"strings"

	"github.com/havenward/havenward/internal/account"
	"github.com/havenward/havenward/internal/audit"
	"github.com/havenward/havenward/internal/casefile"
	"github.com/havenward/havenward/internal/db"
)

// saidPlainly are what was done in words for the person, by kind. What the
// program calls each thing is for those who work with it.
var saidPlainly = map[audit.Category]string{
	audit.Consultation: "Read your file",
	audit.Collection:   "Wrote something new in your file",
	audit.Alteration:   "Changed something in your file",
	audit.Disclosure:   "Gave something from your file to somebody",
	audit.Combination:  "Compared your file with another file",
	audit.Erasure:      "Removed something from your file",
	audit.SignIn:       "Opened this page",
	audit.Refusal:      "Tried to look and was not allowed",
}

// deedsPlainly are single deeds that the person should know apart from others.
var deedsPlainly = map[string]string{
	"give-own-page":   "Gave you the code to this page",
	"renew-own-page":  "Made your code work for longer",
	"end-own-page":    "Ended your code",
	"wrong-own-page":  "Somebody typed your code with a wrong year or word",
	"read-own-page":   "Read this page",
	"answer-own-page": "Answered your question",
	"write-own-page":  "Wrote you a message",
	"send-referral":   "Sent the form about you",
	"give-copy":       "Printed this list for you",
}

// whysPlainly are the reasons in words for the person, by the purpose that was
// recorded.
var whysPlainly = map[string]string{
	"decision":                    "To decide about you",
	"panel":                       "To decide about you",
	"sharing":                     "To decide who may see your file",
	"placement":                   "To find you a place to live",
	"support":                     "To help you",
	"missing":                     "To look for you because you were missing",
	"audit":                       "To check that people follow the rules",
	"right of access":             "Because you may know it",
	"the person no longer agrees": "Because you said stop",
	"too many wrong tries":        "Because there were too many wrong tries",
	"not safe":                    "Because this page was not safe for you",
	"National referral mechanism": "To get you help",
	"Retention":                   "Because the time to keep it is over",
	"Legal hold":                  "Because the law says to keep it",
	"matching":                    "To see if you have another file",
	"emergency":                   "To keep you safe in an emergency",
	"danger":                      "To keep you safe",
	"leave":                       "To help with your permission to stay",
	"returns":                     "To help you go home",
	"return":                      "To help you go home",
	"justice":                     "To help with the police and the court",
	"subsistence":                 "To pay you money",
	"accommodation":               "To find you a place to live",
	"Duty to notify, Modern Slavery Act 2015 section 52": "Because the law says to report it",
}

// OwnLooks lists what was done with a person's file as they may know it on their
// own page, the newest first, at most so many: by which agency and in which role,
// as their printed copy has it, in plain words. The caller has made sure that it
// is they, and records it.
func (room *Room) OwnLooks(ctx context.Context, tx *db.Tx, caseID db.ID, most int) ([]casefile.OwnLook, error) {
	events, err := audit.Find(ctx, tx, audit.Query{Case: caseID, Limit: most})
	looks := make([]casefile.OwnLook, 0, len(events))
	for _, event := range events {
		look := casefile.OwnLook{At: event.At, Agency: event.AgencyName, Roles: roleNames(event.Roles), What: saidPlainly[event.Category], Why: whyPlainly(event.Why), Person: event.Via == string(account.OwnPage), Unknown: event.Action == "wrong-own-page"}
		if deed := deedsPlainly[event.Action]; deed != "" {
			look.What = deed
		}
		looks = append(looks, look)
	}
	return looks, err
}

// whyPlainly gives the reason of an event in plain words; "" where the program
// has none, which the printed copy has as it was recorded.
func whyPlainly(why string) string {
	purpose, _, _ := strings.Cut(why, ":")
	return whysPlainly[strings.TrimSpace(purpose)]
}

// OwnTexts are the texts that the person may read in OwnLooks, for the test that
// keeps them translated.
func OwnTexts() []string {
	var texts []string
	for _, words := range saidPlainly {
		texts = append(texts, words)
	}
	for _, words := range deedsPlainly {
		texts = append(texts, words)
	}
	for _, words := range whysPlainly {
		texts = append(texts, words)
	}
	return texts
}
