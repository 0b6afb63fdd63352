package subsistence

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/havenward/havenward/internal/form"
)

// What facts can be. No reason to stop is, or may ever be, that somebody does not
// help anybody.
var (
	situations = form.Codes{{SelfCatered, "In a safe house, buying their own food"}, {Catered, "In a safe house with meals"}, {Outreach, "In a place of their own or with others (outreach)"}, {AsylumSupport, "With asylum support"}}
	stops      = form.Codes{{"hospital", "In hospital, with everything paid"}, {"away", "Away, and they asked to stop"}, {"own-income", "They live on money of their own"}, {"declined", "They do not want the money"}, {"elsewhere", "Another provider pays"}}
	factKinds  = form.Codes{{FactSituation, "Where they live"}, {FactChild, "Child"}, {FactPregnant, "Pregnancy"}, {FactStop, "Payment stopped"}}
	methods    = form.Codes{{"bank", "Into a bank account"}, {"card", "On a prepaid card"}, {"cash", "In cash, signed for"}}
	bounces    = form.Codes{{"closed", "The account is closed or wrong"}, {"refused", "The bank refused it"}, {"not-collected", "It was not collected"}, {"card-lost", "The card is lost"}, {"other", "Something else"}}
	endings    = form.Codes{{"support-ended", "Support ended"}, {"benefits", "They live on benefits or wages now"}, {"moved", "Another provider supports them"}, {"returned", "They went home"}, {"mistake", "It was begun by mistake"}}
	grantKinds = form.Codes{{string(MaternityGrant), "Maternity grant"}, {"clothes", "Clothes and shoes"}, {"travel", "Travel"}, {"emergency", "An emergency"}, {"other", "Something else"}}
)

// Money writes pence as pounds: 3960 is £39.60.
func Money(pence int64) string {
	sign := ""
	if pence < 0 {
		sign, pence = "−", -pence
	}
	whole := strconv.FormatInt(pence/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s£%s.%02d", sign, whole, pence%100)
}

// pence reads an amount as people type it: 12, £12.50, 1,200. The most is
// 10,000 pounds.
func pence(typed string) (int64, bool) {
	typed = strings.NewReplacer("£", "", ",", "", " ", "").Replace(strings.TrimSpace(typed))
	whole, part, point := strings.Cut(typed, ".")
	if whole == "" || len(whole) > 5 || point && len(part) != 2 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	pounds, _ := strconv.ParseInt(whole, 10, 64)
	pennies, _ := strconv.ParseInt("0"+part, 10, 64)
	amount := pounds*100 + pennies
	return amount, amount <= 1_000_000
}
